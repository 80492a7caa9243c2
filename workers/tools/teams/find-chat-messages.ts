import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { walkRanking } from "#workers/tools/paging/walk-ranking.ts";
import type { WalkState } from "#workers/tools/paging/walk-state.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type ChatHit, hitOfSearch, withMessage } from "./chat-hit.ts";
import { createdMs } from "./chat-page.ts";
import { type ChatPlace, messagePath, placeOfHit } from "./chat-place.ts";
import { type ChatQuery, isInRange } from "./chat-query.ts";
import { chatText } from "./chat-text.ts";
import { graphChatMessage, withEvents } from "./graph-chat-message.ts";
import { chatKql, type GraphChatHit, searchChatPage } from "./graph-chat-search.ts";
import { readExtras } from "./read-extras.ts";

/** The largest number of pages for an answer. */
const maxPages = 4;
/** The number of hits whose texts are read, with one request each. */
const maxTexts = 10;

export interface FoundMessages {
  hits: ChatHit[];
  /** The state to continue with. Undefined when nothing is left. */
  next: WalkState<number> | undefined;
  incomplete: Incomplete | undefined;
}

/**
 * Finds messages by Microsoft Search, with the texts of the first hits. Rejects with `forbidden` if Microsoft Search
 * refuses the user.
 */
export async function findChatMessages(
  query: ChatQuery,
  { from, limit }: { from: WalkState<number>; limit: number },
  context: ToolContext,
): Promise<FoundMessages> {
  const { graph, userDomain } = context;
  const kql = chatKql(query);
  const walk = await walkRanking({
    ask: (from) => searchChatPage(kql, from, graph),
    idOf: keyOfHit,
    isHit: ({ resource }) => resource != null && isInRange(createdMs(resource), query),
    from,
    limit,
    maxPages,
  });
  const found = walk.hits.map(({ hit, offset }) => {
    const place = hit.resource ? placeOfHit(hit.resource) : undefined;
    return { hit: hitOfSearch(hit, { place, offset, userDomain }), place };
  });
  await addTexts(found.slice(0, maxTexts), context);
  return {
    hits: found.map(({ hit }) => hit),
    next: walk.next,
    incomplete: shortAnswer(walk, { limit, items: "matches" }),
  };
}

/** Identifies a hit. Ids of messages are unique only within their chat or channel. */
function keyOfHit({ hitId, resource }: GraphChatHit): string {
  const { id, chatId, channelIdentity } = resource ?? {};
  return hitId ?? `${chatId ?? channelIdentity?.channelId ?? ""} ${id ?? ""}`;
}

/** Reads the texts, which search results lack. A message whose text can't be read keeps its summary. */
async function addTexts(found: { hit: ChatHit; place: ChatPlace | undefined }[], context: ToolContext): Promise<void> {
  await readExtras(found, async (entry) => {
    const { hit, place } = entry;
    if (place === undefined) return;
    const path = messagePath(place, hit.id);
    const message = await context.graph.get({ path, prefer: withEvents }, graphChatMessage);
    if (message.id !== hit.id) return;
    const { text } = await chatText(message, context);
    entry.hit = withMessage(hit, message, { text, place });
  });
}
