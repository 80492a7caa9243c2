import type { ToolContext } from "#workers/tools/tool-context.ts";
import { createdMs } from "./chat-page.ts";
import type { ChannelPlace } from "./chat-place.ts";
import { type GraphChannelThread, type GraphChatMessage, graphChannelThread } from "./graph-chat-message.ts";
import { threadsRequest } from "./list-threads.ts";
import { ifGranted } from "./teams-access.ts";

/** The largest number of pages of threads that are looked through. */
const maxPages = 2;

/** A message of a channel, and where it stands. */
export interface PlacedMessage {
  message: GraphChatMessage;
  place: ChannelPlace;
}

/**
 * Looks for messages, roots or replies, in the recent threads of their channel, back to when the oldest of them was
 * written: threads come by their latest message. Gives those that are found, by id. None where the channel can't be
 * read. Rejects only with errors that concern the whole call.
 */
export async function findInThreads(
  { teamId, channelId }: ChannelPlace,
  sought: readonly { id: string; createdDateTime?: string | undefined }[],
  graph: ToolContext["graph"],
): Promise<ReadonlyMap<string, PlacedMessage>> {
  const ids = new Set(sought.map(({ id }) => id));
  const oldestMs = Math.min(...sought.map((message) => createdMs(message) ?? 0));
  const found = new Map<string, PlacedMessage>();
  const request = threadsRequest({ teamId, channelId }, { withReplies: true });
  const { prefer } = request;
  let page = await ifGranted(() => graph.getPage(request, graphChannelThread));
  for (let pages = 1; page !== undefined; pages += 1) {
    for (const thread of page.items) {
      const place = { kind: "channel" as const, teamId, channelId, rootId: thread.id };
      for (const message of [thread, ...(thread.replies ?? [])]) {
        if (ids.has(message.id)) found.set(message.id, { message, place });
      }
    }
    const { nextLink } = page;
    const last = page.items.at(-1);
    const isPast = last !== undefined && latestMs(last) < oldestMs;
    if (nextLink === undefined || isPast || found.size === ids.size || pages === maxPages) break;
    page = await ifGranted(() => graph.nextPage(nextLink, graphChannelThread, { prefer }));
  }
  return found;
}

/** The time by which Graph sorts threads. */
function latestMs(thread: GraphChannelThread): number {
  const times = [thread, ...(thread.replies ?? [])].map((message) => {
    const changed = Date.parse(message.lastModifiedDateTime ?? "");
    return Number.isNaN(changed) ? (createdMs(message) ?? Number.POSITIVE_INFINITY) : changed;
  });
  return Math.max(...times);
}
