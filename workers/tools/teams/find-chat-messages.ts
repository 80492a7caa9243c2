import { ToolError } from "#common/errors.ts";
import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { laterPage, stoppedEarly } from "#workers/tools/paging/later-page.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type ChatHit, hitOfSearch, withMessage } from "./chat-hit.ts";
import { createdMs } from "./chat-page.ts";
import { type ChatPlace, messagePath, placeOfHit } from "./chat-place.ts";
import { type ChatQuery, isInRange } from "./chat-query.ts";
import { chatText } from "./chat-text.ts";
import { graphChatMessage, withEvents } from "./graph-chat-message.ts";
import { chatKql, type GraphChatHit, searchChatPage } from "./graph-chat-search.ts";
import { afterFailedExtra } from "./teams-access.ts";
import { twoAtATime } from "./two-at-a-time.ts";

/** Pages of the ranking for one answer. */
const maxPages = 4;
/** Hits whose texts are read, one request each. */
const maxTexts = 10;

export interface FoundMessages {
  hits: ChatHit[];
  /** Place in the ranking where to go on; undefined = nothing is left. */
  next: number | undefined;
  incomplete: Incomplete | undefined;
}

interface PlacedHit {
  hit: GraphChatHit;
  offset: number;
}

/**
 * Messages by Microsoft Search, from a place in its ranking on, with the texts of the first hits. Rejects with
 * `forbidden` where search refuses this user.
 */
export async function findChatMessages(
  query: ChatQuery,
  { from, limit }: { from: number; limit: number },
  context: ToolContext,
): Promise<FoundMessages> {
  const walk = await walkRanking(query, { from, limit }, context);
  const { userDomain } = context;
  const found = walk.hits.map(({ hit, offset }) => {
    const place = hit.resource ? placeOfHit(hit.resource) : undefined;
    return { hit: hitOfSearch(hit, { place, offset, userDomain }), place };
  });
  await addTexts(found.slice(0, maxTexts), context);
  return { ...walk, hits: found.map(({ hit }) => hit) };
}

async function walkRanking(
  query: ChatQuery,
  { from, limit }: { from: number; limit: number },
  { graph }: ToolContext,
): Promise<Omit<FoundMessages, "hits"> & { hits: PlacedHit[] }> {
  const kql = chatKql(query);
  const hits: PlacedHit[] = [];
  let at = from;
  for (let pages = 0; pages < maxPages && hits.length < limit; pages += 1) {
    const page = await laterPage(() => searchChatPage(kql, at, graph), pages > 0);
    if (page instanceof ToolError) return { hits, next: at, incomplete: stoppedEarly(page) };
    for (const hit of page.hits) {
      if (hits.length === limit) return { hits, next: at, incomplete: undefined };
      if (hit.resource && isInRange(createdMs(hit.resource), query)) hits.push({ hit, offset: at });
      at += 1;
    }
    if (!page.hasMore || page.hits.length === 0) return { hits, next: undefined, incomplete: undefined };
  }
  const reason = `${at - from} matches were looked through for this answer; go on with nextCursor.`;
  return { hits, next: at, incomplete: hits.length < limit ? { reason } : undefined };
}

/** Search gives no texts. A message whose text can't be read keeps its summary. */
async function addTexts(found: { hit: ChatHit; place: ChatPlace | undefined }[], context: ToolContext): Promise<void> {
  await twoAtATime(found, async (entry) => {
    const { hit, place } = entry;
    if (place === undefined) return undefined;
    try {
      const path = messagePath(place, hit.id);
      const message = await context.graph.get({ path, prefer: withEvents }, graphChatMessage);
      if (message.id !== hit.id) return undefined;
      const { text } = await chatText(message, context);
      entry.hit = withMessage(hit, message, { text, place });
    } catch (error) {
      return afterFailedExtra(error);
    }
    return undefined;
  });
}
