import { chatPermissions } from "#common/tools/permissions.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ChatDetails } from "#workers/tools/teams/chat-content.ts";
import { messagesWithText } from "#workers/tools/teams/chat-message-list.ts";
import { messagesBefore } from "#workers/tools/teams/chat-page.ts";
import { addressIn, membersById } from "#workers/tools/teams/chat-people.ts";
import { type GraphChat, graphChat } from "#workers/tools/teams/graph-chat.ts";
import { ifGranted } from "#workers/tools/teams/teams-access.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import type { ResourceReader } from "./resource-reader.ts";

const shownMembers = 20;

/** Reads the messages of a chat, newest first, page by page. `48:notes` is the user's chat with themselves. */
export const chatMessagesReader: ResourceReader<"chat-messages"> = {
  async read({ chatId }, context, { position }) {
    requirePermission(chatPermissions, context.grantedScopes);
    const { graph, userDomain } = context;
    const [page, chat] = await Promise.all([
      messagesBefore(chatId, position === undefined ? undefined : Number(position), graph),
      chatWithMembers(chatId, graph),
    ]);
    const chatContext = { place: { kind: "chat" as const, chatId }, members: membersById(chat?.members), userDomain };
    const messages = await messagesWithText(page.messages, chatContext, context);
    return {
      chat: { ...chatDetails(chatId, chat), messages },
      ...(page.nextBeforeMs !== undefined && {
        nextPosition: String(page.nextBeforeMs),
        incomplete: { reason: `${messages.length} messages are listed here, newest first; go on with nextCursor.` },
      }),
    };
  },
};

/** Requests the topic and members of a chat. Undefined if Graph refuses, as for `48:notes`. */
export function chatWithMembers(chatId: string, graph: ToolContext["graph"]): Promise<GraphChat | undefined> {
  const request = { path: ["chats", chatId], query: { $expand: "members" }, fromCaller: "id" as const };
  return ifGranted(() => graph.get(request, graphChat));
}

function chatDetails(chatId: string, chat: GraphChat | undefined): ChatDetails {
  const members = (chat?.members ?? []).map(({ displayName, email }) =>
    withoutEmpty({ displayName: cleanLine(displayName ?? "") || undefined, email: addressIn(email) }),
  );
  return {
    id: chatId,
    ...withoutEmpty({
      chatType: chat?.chatType,
      topic: cleanLine(chat?.topic ?? "") || undefined,
      memberCount: chat ? members.length : undefined,
      members: chat ? members.slice(0, shownMembers) : undefined,
    }),
  };
}
