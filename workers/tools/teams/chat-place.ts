import { decodePercent } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { formatResourceUri, uriIfReadable } from "#workers/tools/format-resource-uri.ts";
import type { GraphChatHit } from "./graph-chat-search.ts";

/** The location of a message in a channel: the channel, and the root message of the thread (itself for a root). */
export interface ChannelPlace {
  kind: "channel";
  teamId: string;
  channelId: string;
  rootId?: string | undefined;
}

/** The location of a message. */
export type ChatPlace = { kind: "chat"; chatId: string } | ChannelPlace;

/** The segments of the path in Graph of a channel's messages. */
export const channelPath = ({ teamId, channelId }: Pick<ChannelPlace, "teamId" | "channelId">): readonly string[] => [
  "teams",
  teamId,
  "channels",
  channelId,
  "messages",
];

/** The segments of a message's path in Graph. */
export function messagePath(place: ChatPlace, id: string): readonly string[] {
  if (place.kind === "chat") return ["chats", place.chatId, "messages", id];
  const channel = channelPath(place);
  const { rootId = id } = place;
  return rootId === id ? [...channel, id] : [...channel, rootId, "replies", id];
}

/**
 * The uri of a message for `read_resource`, or of a picture in it, by its number. Undefined if an id does not have the
 * form of Teams.
 */
export function messageUri(place: ChatPlace, id: string, picture?: number): string | undefined {
  const shown = picture === undefined ? {} : { picture: String(picture) };
  if (place.kind === "chat") {
    return uriIfReadable({ kind: "chat-message", chatId: place.chatId, messageId: id, ...shown });
  }
  const { teamId, channelId, rootId = id } = place;
  return rootId === id
    ? uriIfReadable({ kind: "channel-message", teamId, channelId, messageId: id, ...shown })
    : uriIfReadable({ kind: "channel-reply", teamId, channelId, messageId: rootId, replyId: id, ...shown });
}

/** The uri of the chat or channel of a message. */
export function aroundUri(place: ChatPlace): string {
  return place.kind === "chat"
    ? formatResourceUri({ kind: "chat-messages", chatId: place.chatId })
    : formatResourceUri({ kind: "channel-messages", teamId: place.teamId, channelId: place.channelId });
}

/**
 * The location of a search hit. Undefined if its fields are not sufficient to read the message. A hit in a channel
 * without `rootId` may be a root or a reply: the hits of both can look alike.
 */
export function placeOfHit(hit: NonNullable<GraphChatHit["resource"]>): ChatPlace | undefined {
  const link = readMessageLink(hit.webUrl) ?? readMessageLink(hit.webLink);
  const channelId = hit.channelIdentity?.channelId ?? (link?.teamId ? link.threadId : undefined);
  const teamId = hit.channelIdentity?.teamId ?? link?.teamId;
  if (channelId && teamId) {
    const rootId = link?.rootId ?? hit.replyToId ?? undefined;
    return { kind: "channel", teamId, channelId, rootId };
  }
  const chatId = hit.chatId ?? link?.threadId ?? hit.channelIdentity?.channelId;
  // Threads of channels can't be read as chats.
  if (!chatId || /@thread\.(?:tacv2|skype)$/.test(chatId)) return undefined;
  return { kind: "chat", chatId };
}

/** Parts of `https://teams.microsoft.com/l/message/{thread}/{id}?groupId=…&parentMessageId=…`. */
function readMessageLink(webUrl: string | null | undefined) {
  const url = URL.parse(webUrl ?? "");
  const [, thread] = /\/l\/message\/([^/]+)\/[^/]+$/.exec(url?.pathname ?? "") ?? [];
  if (url === null || thread === undefined) return undefined;
  return {
    threadId: decodePercent(thread),
    teamId: url.searchParams.get("groupId") ?? undefined,
    rootId: url.searchParams.get("parentMessageId") ?? undefined,
  };
}
