import { z } from "zod";
import { fails, fallback, holds, type Probe, type ProbeContext, untried } from "#workers/graph-check/probe.ts";
import { identified, itemsOf } from "#workers/graph-check/samples.ts";
import { placeOfHit } from "#workers/tools/teams/chat-place.ts";
import { $select as channelFields } from "#workers/tools/teams/teams-and-channels.ts";

const member = z.looseObject({ id: z.string().nullish() });
const chat = z.looseObject({ id: z.string(), members: z.array(member).nullish() });
/** Number of members that `$expand=members` gives. */
const expandedMembers = 25;
const slowMs = 8_000;
const sharedChannel = z.looseObject({ "@odata.id": z.string().nullish() });
const searchScopes = ["Chat.Read", "ChannelMessage.Read.All"];

/** The channels that search finds messages in. */
async function channelPaths({ samples }: ProbeContext): Promise<string[][]> {
  const found = new Map<string, string[]>();
  for (const { resource } of await samples.chatHits()) {
    const { teamId, channelId } = resource?.channelIdentity ?? {};
    if (teamId && channelId) found.set(channelId, ["teams", teamId, "channels", channelId, "messages"]);
  }
  return [...found.values()];
}

/** Chats and channels. */
export const teamsProbes: readonly Probe[] = [
  {
    id: "R10",
    assumption: "$expand=members gives all members of a chat",
    scopes: ["Chat.Read"],
    async run({ ask, samples }) {
      for (const { id } of (await samples.chats()).slice(0, 20)) {
        const read = await ask.get({ path: ["chats", id], query: { $expand: "members" } }, chat);
        const count = read.refusal === undefined ? (read.value.members?.length ?? 0) : 0;
        if (count > expandedMembers) return holds;
        if (count < expandedMembers) continue;
        const all = await ask.page({ path: ["chats", id, "members"] }, member);
        if (all.refusal !== undefined) return fallback("told as “25 or more”");
        const isMore = all.value.items.length > expandedMembers || all.value.nextLink !== undefined;
        return isMore ? fallback("the members are listed") : holds;
      }
      return untried(`none of the newest chats has ${expandedMembers} members or more`);
    },
  },
  {
    id: "R25",
    assumption: `50 chats with their members come within ${slowMs / 1_000} seconds`,
    scopes: ["Chat.Read"],
    async run({ ask }) {
      const isFast = async ($top: number, $expand: string) => {
        const startedMs = performance.now();
        const { refusal } = await ask.page({ path: ["me", "chats"], query: { $top, $expand } }, chat);
        return refusal === undefined && performance.now() - startedMs < slowMs;
      };
      if (await isFast(50, "members,lastMessagePreview")) return holds;
      if (await isFast(20, "members,lastMessagePreview")) return fallback("20 chats at a time");
      const isFastBare = (await isFast(50, "lastMessagePreview")) || (await isFast(20, "lastMessagePreview"));
      return isFastBare ? fallback("without members") : fails("without members they take as long");
    },
  },
  {
    id: "R38",
    assumption: "channels that other teams share are listed with the address that names the other team",
    scopes: ["Channel.ReadBasic.All", "Team.ReadBasic.All"],
    async run({ ask }) {
      const teams = await ask.page({ path: ["me", "joinedTeams"] }, identified);
      for (const { id } of itemsOf(teams).slice(0, 10)) {
        const path = ["teams", id, "incomingChannels"];
        const shared = await ask.page({ path, query: { $select: channelFields } }, sharedChannel);
        if (shared.refusal !== undefined || shared.value.items.length === 0) continue;
        return shared.value.items.every((one) => one["@odata.id"]) ? holds : fallback("such a channel has no uri");
      }
      return untried("no channel that another team shares");
    },
  },
  {
    id: "R11",
    assumption: "a hit in a channel says which thread it belongs to",
    scopes: searchScopes,
    async run(context) {
      const hits = (await context.samples.chatHits()).flatMap(({ hitId, resource }) =>
        resource?.channelIdentity?.channelId ? [{ ...resource, id: resource.id ?? hitId ?? "" }] : [],
      );
      if (hits.length === 0) return untried("no hit in a channel");
      const lost = hits.filter((hit) => {
        const place = placeOfHit(hit);
        return place?.kind !== "channel" || place.rootId === undefined;
      });
      if (lost.length === 0) return holds;
      const [path] = await channelPaths(context);
      const threads = path && (await context.ask.page({ path, query: { $top: 20 } }, identified));
      if (threads?.refusal === undefined) return fallback("the channel's threads are looked through");
      return fails(`the channel's threads are refused: ${threads.refusal}`);
    },
  },
  {
    id: "R12",
    assumption: "a channel's threads can be had with all their replies",
    scopes: ["ChannelMessage.Read.All"],
    async run(context) {
      const paths = await channelPaths(context);
      if (paths.length === 0) return untried("no channel found");
      for (const path of paths.slice(0, 10)) {
        const whole = await context.ask.page({ path, query: { $top: 20, $expand: "replies" } }, identified);
        if (whole.refusal === undefined) continue;
        const bare = await context.ask.page({ path, query: { $top: 20 } }, identified);
        return bare.refusal === undefined ? fallback("without replies") : fails(`refused by ${bare.refusal}`);
      }
      return holds;
    },
  },
  {
    id: "U8",
    assumption: "a hit in a chat names the chat",
    scopes: searchScopes,
    async run({ samples }) {
      const hits = (await samples.chatHits()).flatMap(({ hitId, resource }) =>
        resource && !resource.channelIdentity?.teamId ? [{ ...resource, id: resource.id ?? hitId ?? "" }] : [],
      );
      if (hits.length === 0) return untried("no hit in a chat");
      if (hits.every(({ chatId }) => chatId != null)) return holds;
      return hits.every((hit) => placeOfHit(hit) !== undefined)
        ? fallback("channelIdentity names it")
        : fallback("the hits without a chat have no uri, and that is said");
    },
  },
];
