import { endsCall, hasCode } from "#workers/tools/optional-request.ts";
import { pageAt, pagesTogether } from "#workers/tools/paging/linked-pages.ts";
import type { GraphPage, GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import { createdMs } from "./chat-page.ts";
import { type ChannelPlace, channelPath } from "./chat-place.ts";
import { type GraphChannelThread, type GraphChatMessage, graphChannelThread, withEvents } from "./graph-chat.ts";

type Channel = Pick<ChannelPlace, "teamId" | "channelId">;

/** A message of a channel, and where it is. */
interface PlacedMessage {
  message: GraphChatMessage;
  place: ChannelPlace;
}

/** Messages of a channel, roots or replies, which are to be found. */
interface SoughtInChannel {
  channel: Channel;
  messages: readonly { id: string; createdDateTime?: string | undefined }[];
}

/** What was found in the threads of a channel, by id. */
interface FoundInThreads {
  found: ReadonlyMap<string, PlacedMessage>;
  /** Whether a pause or an outage of Graph ended the search: what was not found may be there. */
  isCutShort: boolean;
}

/**
 * Looks for messages in the recent threads of their channels, back to when the oldest of them was written: threads come
 * by their latest message. The lists are requested in one round trip for each page. Gives what is found in each
 * channel; nothing where a channel can't be read. Rejects only with errors that concern the whole call.
 * @param isAllAsked whether nothing else was asked for: then it rejects when Graph asks for a pause
 */
export async function findInThreads(
  sought: readonly SoughtInChannel[],
  { maxPages, isAllAsked = false }: { maxPages: number; isAllAsked?: boolean },
  graph: ToolContext["graph"],
): Promise<FoundInThreads[]> {
  const requests = sought.map(({ channel }) => threadsRequest(channel, { withReplies: true }));
  const pages = await pagesTogether(requests, graphChannelThread, graph);
  const ends = (error: unknown) => endsCall(error) || (isAllAsked && hasCode(error, "rate_limited"));
  return await Promise.all(
    sought.map(async (inChannel, index) => {
      const page = pages[index];
      if (page?.status === "fulfilled") {
        return await walkThreads(inChannel, { first: page.value, maxPages, ends }, graph);
      }
      if (ends(page?.reason)) throw page?.reason;
      return { found: new Map(), isCutShort: isForNow(page?.reason) };
    }),
  );
}

const isForNow = (error: unknown) => hasCode(error, "rate_limited", "unavailable");

async function walkThreads(
  { channel, messages }: SoughtInChannel,
  { first, maxPages, ends }: { first: GraphPage<GraphChannelThread>; maxPages: number; ends(error: unknown): boolean },
  graph: ToolContext["graph"],
): Promise<FoundInThreads> {
  const ids = new Set(messages.map(({ id }) => id));
  const oldestMs = Math.min(...messages.map((message) => createdMs(message) ?? 0));
  const found = new Map<string, PlacedMessage>();
  const reading = { request: threadsRequest(channel, { withReplies: true }), itemSchema: graphChannelThread };
  let page: GraphPage<GraphChannelThread> | undefined = first;
  let isCutShort = false;
  for (let pages = 1; page !== undefined; pages += 1) {
    for (const thread of page.items) {
      const { teamId, channelId } = channel;
      const place = { kind: "channel" as const, teamId, channelId, rootId: thread.id };
      for (const message of messagesIn(thread)) if (ids.has(message.id)) found.set(message.id, { message, place });
    }
    const { nextLink }: GraphPage<GraphChannelThread> = page;
    const last = page.items.at(-1);
    const isPast = last !== undefined && latestMs(last) < oldestMs;
    if (nextLink === undefined || isPast || found.size === ids.size || pages === maxPages) break;
    page = await pageAt(graph, reading, nextLink).catch((error: unknown) => {
      if (ends(error)) throw error;
      isCutShort = isForNow(error);
      return undefined;
    });
  }
  return { found, isCutShort };
}

const messagesIn = (thread: GraphChannelThread): GraphChatMessage[] => [thread, ...(thread.replies ?? [])];

/** The time by which Graph sorts threads. */
function latestMs(thread: GraphChannelThread): number {
  const times = messagesIn(thread).map((message) => {
    const changed = Date.parse(message.lastModifiedDateTime ?? "");
    return Number.isNaN(changed) ? (createdMs(message) ?? Number.POSITIVE_INFINITY) : changed;
  });
  return Math.max(...times);
}

/** More would take long with all their replies. */
export const threadsPerPage = 20;

/** What an answer says where Graph gave threads without their replies. */
export const repliesLeftOut = "The threads have too many replies to count them here.";

/**
 * A request for the threads of a channel, those with the latest messages first
 * (https://learn.microsoft.com/graph/api/channel-list-messages). With replies it may be too much.
 */
function threadsRequest(
  channel: Channel,
  { withReplies, $top = threadsPerPage }: { withReplies: boolean; $top?: number | undefined },
): GraphRequest {
  return {
    path: channelPath(channel),
    query: { $top, ...(withReplies && { $expand: "replies" }) },
    prefer: withEvents,
    fromCaller: "id",
    hasFallback: withReplies,
  };
}

/**
 * A page of a channel's threads with their replies. Where these are too many, which can be 1,000 of each thread, the
 * page comes without them.
 */
export async function listThreads(
  channel: Channel,
  { position, $top }: { position: string | undefined; $top?: number },
  graph: ToolContext["graph"],
): Promise<GraphPage<GraphChannelThread> & { hasReplies: boolean }> {
  const pageOf = async (hasReplies: boolean) => {
    const request = threadsRequest(channel, { withReplies: hasReplies, $top });
    return { ...(await pageAt(graph, { request, itemSchema: graphChannelThread }, position)), hasReplies };
  };
  try {
    return await pageOf(true);
  } catch (error) {
    if (position !== undefined || !hasCode(error, "too_large")) throw error;
    return await pageOf(false);
  }
}

/** The number of replies, of which Graph lists at most 1,000 per thread. */
export function replyCount(thread: GraphChannelThread | undefined) {
  if (thread?.replies == null) return {};
  const count = Math.max(thread.replies.length, thread["replies@odata.count"] ?? 0);
  return { replyCount: count, ...(thread["replies@odata.nextLink"] && { hasMoreReplies: true }) };
}
