import { endsCall, isNotThere } from "#workers/tools/optional-request.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type ChannelPlace, type ChatPlace, messagePath } from "./chat-place.ts";
import { findInThreads } from "./find-in-threads.ts";
import { type GraphChatMessage, graphChatMessage, withEvents } from "./graph-chat.ts";

/** A message to be read. */
interface MessageAddress {
  id: string;
  place: ChatPlace;
}

/** The message, whether there is none at this address, or nothing where it could not be read for another reason. */
type MessageReading = GraphChatMessage | "not found" | undefined;

/** Reads messages in one round trip. Rejects only with errors that concern the whole call. */
async function readMessages(
  addresses: readonly MessageAddress[],
  graph: ToolContext["graph"],
): Promise<MessageReading[]> {
  if (addresses.length === 0) return [];
  const reads = addresses.map(({ id, place }) => ({
    request: { path: messagePath(place, id), prefer: withEvents, fromCaller: "id" as const },
    schema: graphChatMessage,
  }));
  const results = await graph.getTogether(reads);
  return results.map((result, index) => {
    if (result.status === "fulfilled") return result.value.id === addresses[index]?.id ? result.value : "not found";
    const { reason } = result;
    if (endsCall(reason)) throw reason;
    return isNotThere(reason) ? "not found" : undefined;
  });
}

/** A search hit whose message is to be read. */
interface HitAddress<Place extends ChatPlace = ChatPlace> {
  id: string;
  createdDateTime?: string | undefined;
  place: Place;
}

type ChannelHit = HitAddress<ChannelPlace>;

/** The message and where it is; `lost` if it is not where its hit says and not in the recent threads. */
type HitReading = { message: GraphChatMessage; place: ChatPlace } | "lost";

type Readings = ReadonlyMap<HitAddress, HitReading>;

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
export async function readHits(hits: readonly HitAddress[], graph: ToolContext["graph"]): Promise<Readings> {
  const teams = [...Map.groupBy(hits.filter(isInChannel), ({ place }) => place.teamId).values()];
  const crowded = teams.filter((team) => !canReadEach(team)).map(byChannel);
  const single = [...hits.filter((hit) => !isInChannel(hit)), ...teams.filter(canReadEach).flat()];
  const lists = crowded.flatMap((channels) => channels.slice(0, requestsPerTeam));
  const [read, { readings: listed }] = await Promise.all([
    readAtAddress(single, graph),
    lookThrough(lists, { maxPages: 1 }, graph),
  ]);

  const misplaced = single.filter(isInChannel).filter((hit) => read.get(hit) === "lost");
  const older = crowded.flatMap(([channel = [], ...others]) =>
    others.length === 0 ? channel.filter((hit) => !listed.has(hit)).slice(0, requestsPerTeam - 1) : [],
  );
  const [{ readings: found, unsought }, late] = await Promise.all([
    lookThrough(byChannel(misplaced), { maxPages: 2 }, graph),
    readAtAddress(older, graph),
  ]);
  // Older threads were not looked through for these.
  const lateFound = [...late].filter(([, reading]) => reading !== "lost");
  const readings = [...read, ...listed, ...found, ...lateFound];
  return new Map(readings.filter(([hit]) => !unsought.has(hit)));
}

function isInChannel(hit: HitAddress): hit is ChannelHit {
  return hit.place.kind === "channel";
}

const hasUnknownRoot = (hit: HitAddress) => isInChannel(hit) && hit.place.rootId === undefined;

/** Whether a request for each hit, and a list for one that is not found, is not too much. */
function canReadEach(team: readonly ChannelHit[]): boolean {
  return team.length + (team.some(hasUnknownRoot) ? 1 : 0) <= requestsPerTeam;
}

function byChannel(hits: readonly ChannelHit[]): ChannelHit[][] {
  return [...Map.groupBy(hits, ({ place }) => place.channelId).values()];
}

async function readAtAddress(hits: readonly HitAddress[], graph: ToolContext["graph"]): Promise<Readings> {
  const readings = await readMessages(hits, graph);
  return new Map(
    hits.flatMap((hit, index): [HitAddress, HitReading][] => {
      const reading = readings[index];
      if (reading === "not found") return hasUnknownRoot(hit) ? [[hit, "lost"]] : [];
      return reading === undefined ? [] : [[hit, { message: reading, place: hit.place }]];
    }),
  );
}

/** Finds hits in the recent threads; `unsought` are those that may be there, where Graph has not given all of them. */
async function lookThrough(
  channels: readonly ChannelHit[][],
  bounds: { maxPages: number },
  graph: ToolContext["graph"],
): Promise<{ readings: Readings; unsought: ReadonlySet<HitAddress> }> {
  const sought = channels.flatMap((hits) => hits.slice(0, 1).map(({ place }) => ({ channel: place, messages: hits })));
  const found = await findInThreads(sought, bounds, graph);
  const readings = sought.flatMap(({ messages }, index) =>
    messages.flatMap((hit): [HitAddress, HitReading][] => {
      const placed = found[index]?.found.get(hit.id);
      return placed === undefined ? [] : [[hit, placed]];
    }),
  );
  const cutShort = sought.filter((_, index) => found[index]?.isCutShort).flatMap(({ messages }) => messages);
  const placed = new Map(readings);
  return { readings: placed, unsought: new Set(cutShort.filter((hit) => !placed.has(hit))) };
}
