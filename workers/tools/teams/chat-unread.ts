import type { GraphChat } from "./graph-chat.ts";

/**
 * Whether the last message of a chat is unread. Undefined where Graph doesn't tell: some chats come without a viewpoint
 * (https://github.com/microsoftgraph/microsoft-graph-docs/issues/19285), and whether there is an unread message before
 * an event, such as a new member, or before a deleted message, only reading the chat would show.
 */
export function isUnread(
  { lastMessagePreview: last, viewpoint }: Pick<GraphChat, "lastMessagePreview" | "viewpoint">,
  userId: string,
): boolean | undefined {
  if (last === undefined) return undefined;
  if (last === null || last.from?.user?.id === userId) return false;
  const writtenMs = Date.parse(last.createdDateTime ?? "");
  const readMs = Date.parse(viewpoint?.lastMessageReadDateTime ?? "");
  if (Number.isNaN(writtenMs) || Number.isNaN(readMs)) return undefined;
  if (writtenMs <= readMs) return false;
  const isMessage = last.messageType == null || last.messageType.toLowerCase() === "message";
  return isMessage && last.isDeleted === false ? true : undefined;
}
