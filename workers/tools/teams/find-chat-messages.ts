import { countedWith } from "#workers/text/short-text.ts";
import { isInRange } from "#workers/tools/dates/date-range.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { isNotThere, throwIfEnding } from "#workers/tools/optional-request.ts";
import { shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { type RankedHit, type WalkState, walkRanking } from "#workers/tools/paging/walk-pages.ts";
import { type ShownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { findInThreads } from "./channel-threads.ts";
import { type ChatHit, hitOfSearch, withMessage, withoutPlace } from "./chat-hit.ts";
import { textOfMessage } from "./chat-message-content.ts";
import { createdMs } from "./chat-page.ts";
import { type ChannelPlace, type ChatPlace, messagePath, placeOfHit } from "./chat-place.ts";
import type { ChatQuery } from "./chat-search.ts";
import { type GraphChatMessage, graphChatMessage, withEvents } from "./graph-chat.ts";
import { chatKql, type GraphChatHit, searchChatPage } from "./graph-chat-search.ts";

const maxPages = 4;
const maxTexts = 10;

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
      // The reading is awaited below, unless the search fails.
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
    gaps: [shortAnswer(walk, { limit, items: "matches" }), withoutUri(hits)],
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

function withoutUri(hits: readonly ChatHit[]): string | undefined {
  const count = hits.filter(({ uri }) => uri === undefined).length;
  if (count === 0) return undefined;
  const which = countedWith("have", count, "messages");
  return (
    `${which} no uri, since Microsoft Search does not say in which thread. Read the messages around it with ` +
    "chatUri."
  );
}

/** Identifies a hit. Ids of messages are unique only within their chat or channel. */
function keyOfHit({ hitId, resource }: GraphChatHit): string {
  const { id, chatId, channelIdentity } = resource ?? {};
  return hitId ?? `${chatId ?? channelIdentity?.channelId ?? ""} ${id ?? ""}`;
}

/** A hit, and where its message is, as far as Microsoft Search says. */
interface FoundHit {
  hit: ChatHit;
  id: string;
  createdDateTime: string | undefined;
  place: ChatPlace | undefined;
}

function foundHit(
  hit: GraphChatHit,
  { offset, fields, context: { userDomain } }: { offset: number; fields: ShownFields; context: ToolContext },
): FoundHit {
  const place = hit.resource ? placeOfHit(hit.resource) : undefined;
  const shown = hitOfSearch(hit, { place, offset, userDomain, fields });
  return { hit: shown, id: hit.resource?.id ?? "", createdDateTime: shown.createdDateTime, place };
}

/** The hits with their texts, which search results lack. A message whose text can't be read keeps its summary. */
async function withTexts(found: readonly FoundHit[], fields: ShownFields, context: ToolContext): Promise<ChatHit[]> {
  const [readings, clock] = await Promise.all([readHits(found.filter(isPlaced), context.graph), context.clock()]);
  const hits: ChatHit[] = [];
  // All callers share text extraction, and a second process takes longer to start than ten messages to read.
  for (const one of found) {
    const reading = readings.get(one);
    if (reading === undefined) hits.push(one.hit);
    else if (reading.message === undefined) hits.push(withoutPlace(one.hit, reading.place));
    else {
      const { text } = await textOfMessage(reading.message, context);
      hits.push(withMessage(one.hit, reading.message, { text, place: reading.place, fields, clock }));
    }
  }
  return hits;
}

type PlacedHit<Place extends ChatPlace = ChatPlace> = FoundHit & { place: Place };
type ChannelHit = PlacedHit<ChannelPlace>;

/** Whether a message can be read: what can't be an address of Teams would take the place of another one. */
const isPlaced = (found: FoundHit): found is PlacedHit => found.hit.uri !== undefined && found.place !== undefined;
const isInChannel = (hit: PlacedHit): hit is ChannelHit => hit.place.kind === "channel";
const hasUnknownRoot = (hit: PlacedHit) => isInChannel(hit) && hit.place.rootId === undefined;

/** The message and where it is; no message if it is not where its hit says and not in the recent threads. */
interface HitReading {
  message: GraphChatMessage | undefined;
  place: ChatPlace;
}

/** Undefined, as absent: the message was not read. */
type Readings = ReadonlyMap<FoundHit, HitReading | undefined>;

/**
 * The requests for the hits of one team, more of which would have to wait
 * (https://learn.microsoft.com/graph/throttling-limits#microsoft-teams-service-limits).
 */
const requestsPerTeam = 2;

/**
 * Reads the messages of hits, within two requests per team. The only hit of a team is read at its address. If it is not
 * there, it is looked for in the recent threads of its channel, since the hit of a reply can look like that of a root
 * (https://learn.microsoft.com/graph/search-concept-chat-messages). Several hits of a team are taken out of the latest
 * threads of their channels. Hits whose message is not read are left out of the result, also those that a pause or an
 * outage of Graph keeps from being looked for: `read_resource` may find them later.
 */
async function readHits(hits: readonly PlacedHit[], graph: ToolContext["graph"]): Promise<Readings> {
  const teams = [...Map.groupBy(hits.filter(isInChannel), ({ place }) => place.teamId).values()];
  const crowded = teams.filter((team) => !canReadEach(team)).map(byChannel);
  const single = [...hits.filter((hit) => !isInChannel(hit)), ...teams.filter(canReadEach).flat()];
  const lists = crowded.flatMap((channels) => channels.slice(0, requestsPerTeam));
  const [read, listed] = await Promise.all([readAtAddress(single, graph), lookThrough(lists, { maxPages: 1 }, graph)]);

  const misplaced = single.filter(isInChannel).filter((hit) => isLost(read.get(hit)));
  const older = crowded.flatMap(([channel = [], ...others]) =>
    others.length === 0 ? channel.filter((hit) => !listed.get(hit)).slice(0, requestsPerTeam - 1) : [],
  );
  const [found, late] = await Promise.all([
    lookThrough(byChannel(misplaced), { maxPages: 2 }, graph),
    readAtAddress(older, graph),
  ]);
  // Older threads were not looked through for these.
  const lateFound = [...late].filter(([, reading]) => !isLost(reading));
  return new Map([...read, ...listed, ...found, ...lateFound]);
}

const isLost = (reading: HitReading | undefined) => reading !== undefined && reading.message === undefined;

/** Whether a request for each hit, and a list for one that is not found, is not too much. */
function canReadEach(team: readonly ChannelHit[]): boolean {
  return team.length + (team.some(hasUnknownRoot) ? 1 : 0) <= requestsPerTeam;
}

function byChannel(hits: readonly ChannelHit[]): ChannelHit[][] {
  return [...Map.groupBy(hits, ({ place }) => place.channelId).values()];
}

/** Reads messages in one round trip. Rejects only with errors that concern the whole call. */
async function readAtAddress(hits: readonly PlacedHit[], graph: ToolContext["graph"]): Promise<Readings> {
  if (hits.length === 0) return new Map();
  const reads = hits.map(({ id, place }) => ({
    request: { path: messagePath(place, id), prefer: withEvents, fromCaller: "id" as const },
    schema: graphChatMessage,
  }));
  const results = await graph.getTogether(reads);
  throwIfEnding(results);
  return new Map(
    hits.map((hit, index): [FoundHit, HitReading | undefined] => {
      const [result, { place }] = [results[index], hit];
      if (result?.status === "fulfilled" && result.value.id === hit.id) return [hit, { message: result.value, place }];
      const isElsewhere = result?.status === "fulfilled" || isNotThere(result?.reason);
      return [hit, isElsewhere && hasUnknownRoot(hit) ? { message: undefined, place } : undefined];
    }),
  );
}

/** Finds hits in the recent threads; undefined are those that may be there, where Graph has not given all of them. */
async function lookThrough(
  channels: readonly ChannelHit[][],
  bounds: { maxPages: number },
  graph: ToolContext["graph"],
): Promise<Readings> {
  const sought = channels.flatMap((hits) => hits.slice(0, 1).map(({ place }) => ({ channel: place, messages: hits })));
  const threads = await findInThreads(sought, bounds, graph);
  return new Map(
    threads.flatMap(({ found, isCutShort }, index) => {
      const readings = (sought[index]?.messages ?? []).map((hit) => [hit, found.get(hit.id)] as const);
      return isCutShort ? readings : readings.filter(([, reading]) => reading !== undefined);
    }),
  );
}
