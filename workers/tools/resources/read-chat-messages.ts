import { chatPermissions } from "#common/tools/permissions.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { countBeyond } from "#workers/tools/count-beyond.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { type ChatWithMembers, chatWithMembers } from "#workers/tools/teams/chat-members.ts";
import type { ChatDetails } from "#workers/tools/teams/chat-message-content.ts";
import { messagesWithText } from "#workers/tools/teams/chat-message-list.ts";
import { messagesBefore } from "#workers/tools/teams/chat-page.ts";
import { addressIn, membersById } from "#workers/tools/teams/chat-people.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import type { ResourceReader } from "./resource-reader.ts";

const shownMembers = 20;

/** Reads the messages of a chat, newest first, page by page. `48:notes` is the user's chat with themselves. */
export const chatMessagesReader: ResourceReader<"chat-messages"> = {
  async read({ chatId }, context, { position }) {
    requirePermission(chatPermissions, context.grantedScopes);
    const { graph, userDomain } = context;
    const [page, chat, clock] = await Promise.all([
      messagesBefore({ chatId, beforeMs: position === undefined ? undefined : Number(position) }, graph),
      chatWithMembers(chatId, graph),
      context.clock(),
    ]);
    const members = membersById(chat?.members);
    const chatContext = { place: { kind: "chat" as const, chatId }, members, userDomain, clock };
    const messages = await messagesWithText(page.messages, { chatContext }, context);
    return {
      chat: { ...chatDetails(chat), messages },
      listed: { things: "messages", order: "newest first" },
      ...(page.nextBeforeMs !== undefined && { nextPosition: String(page.nextBeforeMs) }),
    };
  },
};

function chatDetails(chat: ChatWithMembers | undefined): ChatDetails {
  const members = (chat?.members ?? []).map(({ displayName, email }) =>
    withoutEmpty({ displayName: cleanLine(displayName ?? "") || undefined, email: addressIn(email) }),
  );
  return withoutEmpty({
    chatType: chat?.chatType,
    topic: cleanLine(chat?.topic ?? "") || undefined,
    memberCount: countBeyond(members, shownMembers),
    hasMoreMembers: chat?.hasMoreMembers,
    members: chat?.members ? members.slice(0, shownMembers) : undefined,
  });
}
