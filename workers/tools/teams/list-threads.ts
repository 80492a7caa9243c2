import { ToolError } from "#common/errors.ts";
import { pageAt } from "#workers/tools/paging/page-at.ts";
import type { GraphPage, GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import { type GraphChannelThread, graphChannelThread, withEvents } from "./graph-chat-message.ts";

interface Channel {
  teamId: string;
  channelId: string;
}

const threadsPerPage = 20;

/**
 * A request for the threads of a channel, those with the latest messages first
 * (https://learn.microsoft.com/graph/api/channel-list-messages). With replies it may be too much.
 */
export function threadsRequest({ teamId, channelId }: Channel, { withReplies }: { withReplies: boolean }) {
  return {
    path: ["teams", teamId, "channels", channelId, "messages"],
    query: { $top: threadsPerPage, ...(withReplies && { $expand: "replies" }) },
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
  position: string | undefined,
  graph: ToolContext["graph"],
): Promise<GraphPage<GraphChannelThread> & { hasReplies: boolean }> {
  const itemSchema = graphChannelThread;
  try {
    const request = threadsRequest(channel, { withReplies: true });
    return { ...(await pageAt(graph, { request, itemSchema }, position)), hasReplies: true };
  } catch (error) {
    const isTooMuch = error instanceof ToolError && error.code === "too_large";
    if (position !== undefined || !isTooMuch) throw error;
    const request = threadsRequest(channel, { withReplies: false });
    return { ...(await pageAt(graph, { request, itemSchema }, position)), hasReplies: false };
  }
}
