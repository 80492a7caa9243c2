import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ChannelPlace, ChatPlace } from "./chat-place.ts";
import { findInThreads } from "./find-in-threads.ts";
import type { GraphChatMessage } from "./graph-chat-message.ts";
import { readMessages } from "./read-messages.ts";

/** A search hit whose message is to be read. */
export interface HitAddress {
  id: string;
  createdDateTime?: string | undefined;
  place: ChatPlace;
}

/** The message and where it is; `lost` if it is not where its hit says and not in the recent threads. */
export type HitReading = { message: GraphChatMessage; place: ChatPlace } | "lost";

/**
 * The most messages of a channel that are read one by one: Microsoft limits the requests per team
 * (https://learn.microsoft.com/graph/throttling-limits#microsoft-teams-service-limits).
 */
const maxReadsPerChannel = 2;

type Readings = ReadonlyMap<HitAddress, HitReading>;

/**
 * Reads the messages of hits. Those of a channel with many hits are taken out of its recent threads, all with one
 * request; the others are read at their addresses. A message that is not there is looked for in the recent threads of
 * its channel, since the hit of a reply can look like that of a root
 * (https://learn.microsoft.com/graph/search-concept-chat-messages). Hits whose message can't be read for another
 * reason are left out of the result.
 */
export async function readHits(hits: readonly HitAddress[], graph: ToolContext["graph"]): Promise<Readings> {
  const groups = byChannel(hits);
  const isCrowded = (group: readonly HitAddress[]) => group.length > maxReadsPerChannel && isInChannel(group[0]);
  const crowded = groups.filter(isCrowded);
  const single = groups.filter((group) => !isCrowded(group)).flat();
  const [read, listed] = await Promise.all([readAtAddress(single, graph), lookThrough(crowded, graph)]);

  const misplaced = single.filter((hit) => read.get(hit) === "lost");
  const older = crowded.flatMap((group) => group.filter((hit) => !listed.has(hit)).slice(0, maxReadsPerChannel));
  const [found, readLater] = await Promise.all([lookThrough(byChannel(misplaced), graph), readAtAddress(older, graph)]);
  return new Map([...read, ...listed, ...readLater, ...found]);
}

function isInChannel(hit: HitAddress | undefined): hit is HitAddress & { place: ChannelPlace } {
  return hit?.place.kind === "channel";
}

function hasUnknownRoot(hit: HitAddress): boolean {
  return isInChannel(hit) && hit.place.rootId === undefined;
}

function byChannel(hits: readonly HitAddress[]): HitAddress[][] {
  return [...Map.groupBy(hits, ({ place }) => (place.kind === "channel" ? place.channelId : undefined)).values()];
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

async function lookThrough(groups: readonly HitAddress[][], graph: ToolContext["graph"]): Promise<Readings> {
  const readings = new Map<HitAddress, HitReading>();
  const lists = groups.map(async (group) => {
    const [first] = group;
    if (!isInChannel(first)) return;
    const found = await findInThreads(first.place, group, graph);
    for (const hit of group) {
      const placed = found.get(hit.id);
      if (placed !== undefined) readings.set(hit, placed);
    }
  });
  await Promise.all(lists);
  return readings;
}
