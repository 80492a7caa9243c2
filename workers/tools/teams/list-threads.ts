import { ToolError } from "#common/errors.ts";
import type { Incomplete } from "#common/tools/schemas/results.ts";
import { pageAt } from "#workers/tools/paging/page-at.ts";
import type { GraphPage, GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import { type GraphChannelThread, graphChannelThread, withEvents } from "./graph-chat.ts";

interface Channel {
  teamId: string;
  channelId: string;
}

/** More would take long with all their replies. */
export const threadsPerPage = 20;

/** What an answer says where Graph gave threads without their replies. */
export const repliesLeftOut: Incomplete = { reason: "The threads have too many replies to count them here." };

/**
 * A request for the threads of a channel, those with the latest messages first
 * (https://learn.microsoft.com/graph/api/channel-list-messages). With replies it may be too much.
 */
export function threadsRequest(
  { teamId, channelId }: Channel,
  { withReplies, $top = threadsPerPage }: { withReplies: boolean; $top?: number | undefined },
) {
  return {
    path: ["teams", teamId, "channels", channelId, "messages"],
    query: { $top, ...(withReplies && { $expand: "replies" }) },
    prefer: withEvents,
    fromCaller: "id",
    hasFallback: withReplies,
  } satisfies GraphRequest;
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
  const itemSchema = graphChannelThread;
  try {
    const request = threadsRequest(channel, { withReplies: true, $top });
    return { ...(await pageAt(graph, { request, itemSchema }, position)), hasReplies: true };
  } catch (error) {
    const isTooMuch = error instanceof ToolError && error.code === "too_large";
    if (position !== undefined || !isTooMuch) throw error;
    const request = threadsRequest(channel, { withReplies: false, $top });
    return { ...(await pageAt(graph, { request, itemSchema }, position)), hasReplies: false };
  }
}

/** The number of replies, of which Graph lists at most 1,000 per thread. */
export function replyCount(thread: GraphChannelThread | undefined) {
  if (thread?.replies == null) return {};
  const count = Math.max(thread.replies.length, thread["replies@odata.count"] ?? 0);
  return { replyCount: count, ...(thread["replies@odata.nextLink"] && { hasMoreReplies: true }) };
}
