import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { uriIfReadable } from "#workers/tools/format-resource-uri.ts";
import { truncate } from "#workers/tools/text/truncate.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { canHaveMoreMembers } from "./chat-members.ts";
import { addressIn } from "./chat-people.ts";
import type { GraphChat } from "./graph-chat.ts";

const shownMembers = 8;
const topicCharacters = 150;

/** A chat as lists show it, without its messages. */
export function listedChat({ id, chatType, topic, lastUpdatedDateTime, members }: GraphChat) {
  return {
    id,
    ...withoutEmpty({
      chatType,
      topic: truncate(cleanLine(topic ?? ""), topicCharacters) || undefined,
      lastUpdatedDateTime,
      memberCount: members?.length,
      hasMoreMembers: canHaveMoreMembers({ members }) || undefined,
      members: members
        ?.slice(0, shownMembers)
        .map(({ displayName, email }) =>
          withoutEmpty({ displayName: cleanLine(displayName ?? "") || undefined, email: addressIn(email) }),
        ),
    }),
  };
}

/** The uri of a chat's messages. Undefined if its id doesn't have the form of Teams. */
export function uriOfChat({ id: chatId }: Pick<GraphChat, "id">): string | undefined {
  return uriIfReadable({ kind: "chat-messages", chatId });
}
