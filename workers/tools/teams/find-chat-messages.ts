import type { Incomplete } from "#common/tools/schemas/results.ts";
import { countedWith } from "#workers/text/short-text.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { mapConcurrently } from "#workers/tools/map-concurrently.ts";
import { joinIncomplete, shortAnswer } from "#workers/tools/paging/short-answer.ts";
import type { WalkState } from "#workers/tools/paging/walk-pages.ts";
import { type RankedHit, walkRanking } from "#workers/tools/paging/walk-ranking.ts";
import { type ShownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type ChatHit, hitOfSearch, withMessage, withoutPlace } from "./chat-hit.ts";
import { textOfMessage } from "./chat-message-list.ts";
import { createdMs } from "./chat-page.ts";
import { type ChatPlace, placeOfHit } from "./chat-place.ts";
import { type ChatQuery, isInRange } from "./chat-search.ts";
import { chatKql, type GraphChatHit, searchChatPage } from "./graph-chat-search.ts";
import { readHits } from "./read-messages.ts";

/** The largest number of pages for an answer. */
const maxPages = 4;
/** The number of hits whose texts are read. */
const maxTexts = 10;
/** All callers share text extraction, and a second process takes longer to start than ten messages to read. */
const textsAtOnce = 1;

/**
 * Finds messages by Microsoft Search, with the texts of the first hits. Rejects with `forbidden` if Microsoft Search
 * refuses the user.
 */
export async function findChatMessages(
  query: ChatQuery,
  { from, limit, fields }: { from: WalkState<number>; limit: number; fields: ShownFields },
  context: ToolContext,
) {
  const { graph } = context;
  const kql = chatKql(query);
  const placed = (hits: readonly RankedHit<GraphChatHit>[]) =>
    hits.map(({ hit, offset }) => foundHit(hit, { offset, fields, context }));
  let readEarly: Promise<ChatHit[]> | undefined;
  const walk = await walkRanking({
    ask: (from) => searchChatPage(kql, from, graph),
    idOf: keyOfHit,
    isHit: ({ resource }) => resource != null && isInRange(createdMs(resource), query) && isIn(query, resource),
    // The first hits stay the first: their texts are read while another page is searched.
    onPage({ hits }) {
      if (readEarly !== undefined || hits.length < maxTexts) return;
      readEarly = withTexts(placed(hits.slice(0, maxTexts)), fields, context);
      // It is awaited below, unless the search fails.
      readEarly.catch(() => undefined);
    },
    from,
    limit,
    maxPages,
  });
  const found = placed(walk.hits);
  const read = await (readEarly ?? withTexts(found.slice(0, maxTexts), fields, context));
  const clock = await context.clock();
  const hits = [...read, ...found.slice(maxTexts).map(({ hit }) => hit)].map((hit) => inLocalTime(hit, clock));
  return {
    hits,
    next: walk.next,
    incomplete: joinIncomplete([shortAnswer(walk, { limit, items: "matches" }), withoutUri(hits)]),
  };
}

/** Whether a hit is in the chat or channel to search in, which a query of Microsoft Search can't name. */
function isIn({ chatId, channelId }: ChatQuery, resource: NonNullable<GraphChatHit["resource"]>): boolean {
  if (chatId === undefined && channelId === undefined) return true;
  const place = placeOfHit(resource);
  if (place === undefined) return false;
  return place.kind === "chat" ? place.chatId === chatId : place.channelId === channelId;
}

/** The clock is asked for beside the search, which does not wait for it. */
function inLocalTime(hit: ChatHit, { local }: PersonClock): ChatHit {
  return { ...hit, ...withoutEmpty({ createdDateTime: local(hit.createdDateTime) }) };
}

function withoutUri(hits: readonly ChatHit[]): Incomplete | undefined {
  const count = hits.filter(({ uri }) => uri === undefined).length;
  if (count === 0) return undefined;
  const which = countedWith("have", count, "messages");
  return {
    reason:
      `${which} no uri, since Microsoft Search does not say in which thread. Read the messages around it with ` +
      "chatUri.",
  };
}

/** Identifies a hit. Ids of messages are unique only within their chat or channel. */
function keyOfHit({ hitId, resource }: GraphChatHit): string {
  const { id, chatId, channelIdentity } = resource ?? {};
  return hitId ?? `${chatId ?? channelIdentity?.channelId ?? ""} ${id ?? ""}`;
}

interface FoundHit {
  hit: ChatHit;
  id: string;
  place: ChatPlace | undefined;
}

function foundHit(
  hit: GraphChatHit,
  { offset, fields, context: { userDomain } }: { offset: number; fields: ShownFields; context: ToolContext },
): FoundHit {
  const place = hit.resource ? placeOfHit(hit.resource) : undefined;
  return { hit: hitOfSearch(hit, { place, offset, userDomain, fields }), id: hit.resource?.id ?? "", place };
}

/** The hits with their texts, which search results lack. A message whose text can't be read keeps its summary. */
async function withTexts(found: readonly FoundHit[], fields: ShownFields, context: ToolContext): Promise<ChatHit[]> {
  // What can't be an address of Teams would take the place of another one.
  const addresses = found.map(({ hit: { uri, createdDateTime }, id, place }) =>
    uri === undefined ? undefined : place && { id, createdDateTime, place },
  );
  const [readings, clock] = await Promise.all([
    readHits(
      addresses.filter((address) => address !== undefined),
      context.graph,
    ),
    context.clock(),
  ]);
  return await mapConcurrently(found, textsAtOnce, async ({ hit }, index) => {
    const address = addresses[index];
    const reading = address && readings.get(address);
    if (address === undefined || reading === undefined) return hit;
    if (reading === "lost") return withoutPlace(hit, address.place);
    const { text } = await textOfMessage(reading.message, context);
    return withMessage(hit, reading.message, { text, place: reading.place, fields, clock });
  });
}
