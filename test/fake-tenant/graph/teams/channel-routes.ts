import {
  type ChannelRecord,
  isInChannel,
  type StoredChatMessage,
  type TeamRecord,
} from "#test/fake-tenant/data/teams/team-store.ts";
import { type GraphCall, type GraphResult, type GraphRoute, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import { unknownProperty } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, optionsOf } from "#test/fake-tenant/graph/list-page.ts";
import { checkedSelect } from "#test/fake-tenant/graph/odata/query-options.ts";
import {
  chatMessageJson,
  hostedContentBytes,
  instant,
  messagePage,
  refuseEveryOption,
  refuseSelect,
  teamsPageLimits,
} from "./message-list.ts";
import { channelOf, reading, requireAnyScope, teamOf, teamsNotFound } from "./teams-access.ts";

const teamJson = (team: TeamRecord) => ({
  id: team.id,
  createdDateTime: null,
  displayName: team.displayName,
  description: team.description,
  internalId: null,
  classification: null,
  specialization: null,
  visibility: null,
  webUrl: null,
  isArchived: false,
  tenantId: team.tenantId,
});

const channelJson = (channel: ChannelRecord) => ({
  id: channel.id,
  createdDateTime: instant(channel.createdAt),
  displayName: channel.displayName,
  description: channel.description,
  isFavoriteByDefault: null,
  email: "",
  tenantId: channel.team.tenantId,
  webUrl:
    `https://teams.microsoft.com/l/channel/${encodeURIComponent(channel.id)}/` +
    `${encodeURIComponent(channel.displayName)}?groupId=${channel.team.id}&tenantId=${channel.team.tenantId}`,
  membershipType: channel.membershipType,
  isArchived: false,
});

const list = (call: GraphCall, what: string, value: unknown[]): GraphResult =>
  answer(call, what, { "@odata.count": value.length, value });

/** Without the hosts of shared channels, which associated teams have. Neither list takes a parameter. */
function listTeams(call: GraphCall): GraphResult {
  requireAnyScope(call, reading.teams);
  refuseEveryOption(call);
  return list(call, "teams", call.world.teams.teams(call.caller.user).map(teamJson));
}

function listAssociatedTeams(call: GraphCall): GraphResult {
  requireAnyScope(call, reading.teams);
  refuseEveryOption(call);
  const { teams } = call.world;
  const all = [...teams.teams(call.caller.user), ...teams.hostTeams(call.caller.user)];
  const named = all.map(({ id, tenantId, displayName }) => ({ id, tenantId, displayName }));
  return list(call, "Collection(microsoft.graph.associatedTeamInfo)", named);
}

/** Channels with the properties that were selected; those of other teams with their address too. */
function channelList(call: GraphCall, name: string, channels: readonly ChannelRecord[]): GraphResult {
  const team = teamOf(call);
  const options = optionsOf(call, teamsPageLimits);
  const shown = channels.map((channel) => {
    const json: Record<string, unknown> = channelJson(channel);
    const selected = checkedSelect(options.select ?? Object.keys(json), new Set(Object.keys(json)), "channel");
    const { tenantId, id } = channel.team;
    const address = `${call.world.endpoints.graphBaseUrl}/v1.0/tenants/${tenantId}/teams/${id}/channels/${channel.id}`;
    return {
      ...(channel.team !== team && { "@odata.id": address }),
      ...Object.fromEntries(selected.map((property) => [property, json[property]])),
    };
  });
  return list(call, `teams('${team.id}')/${name}`, shown);
}

function listChannels(call: GraphCall): GraphResult {
  requireAnyScope(call, reading.channels);
  const visible = teamOf(call).channels.filter((channel) => isInChannel(call.caller.user, channel));
  return channelList(call, "channels", visible);
}

function listIncomingChannels(call: GraphCall): GraphResult {
  requireAnyScope(call, reading.channels);
  return channelList(call, "incomingChannels", call.world.teams.incomingChannels(teamOf(call)));
}

const contextOfMessages = ({ team, id }: ChannelRecord) =>
  `teams('${team.id}')/channels('${encodeURIComponent(id)}')/messages`;

/** Roots, the latest thread first; replies only when they are expanded. */
function listMessages(call: GraphCall): GraphResult {
  requireAnyScope(call, reading.channelMessages);
  const channel = channelOf(call);
  const options = optionsOf(call, teamsPageLimits, "expand");
  refuseSelect(options);
  if (options.expand !== null && options.expand !== "replies") throw unknownProperty(options.expand, "chatMessage");
  const latest = (root: StoredChatMessage) =>
    Math.max(root.modifiedAt, ...root.replies.map(({ modifiedAt }) => modifiedAt));
  const messages = [...channel.messages].sort((a, b) => latest(b) - latest(a));
  return messagePage(call, options, {
    messages,
    collection: contextOfMessages(channel),
    withReplies: options.expand !== null,
  });
}

/** A root by id; a reply's id is not found here. */
function rootCause(call: GraphCall): StoredChatMessage {
  requireAnyScope(call, reading.channelMessages);
  const root = channelOf(call).messages.find(({ id }) => id === call.params.message);
  if (root === undefined) throw teamsNotFound();
  return root;
}

function listReplies(call: GraphCall): GraphResult {
  const root = rootCause(call);
  const options = optionsOf(call, teamsPageLimits);
  refuseSelect(options);
  return messagePage(call, options, { messages: root.replies.toReversed(), collection: "replies" });
}

/** A reply by its id under its own root. */
function replyOf(call: GraphCall): StoredChatMessage {
  const reply = rootCause(call).replies.find(({ id }) => id === call.params.reply);
  if (reply === undefined) throw teamsNotFound();
  return reply;
}

function messageResult(call: GraphCall, message: StoredChatMessage): GraphResult {
  refuseEveryOption(call);
  return answer(call, "chatMessages/$entity", chatMessageJson(message, call.world));
}

const messages = "teams/:team/channels/:channel/messages";

const handlers: Record<string, GraphRoute["handle"]> = {
  "me/joinedTeams": listTeams,
  "me/teamwork/associatedTeams": listAssociatedTeams,
  "teams/:team/channels": listChannels,
  "teams/:team/incomingChannels": listIncomingChannels,
  [messages]: listMessages,
  [`${messages}/:message`]: (call) => messageResult(call, rootCause(call)),
  [`${messages}/:message/hostedContents/:content/$value`]: (call) => hostedContentBytes(call, rootCause(call)),
  [`${messages}/:message/replies`]: listReplies,
  [`${messages}/:message/replies/:reply`]: (call) => messageResult(call, replyOf(call)),
  [`${messages}/:message/replies/:reply/hostedContents/:content/$value`]: (call) =>
    hostedContentBytes(call, replyOf(call)),
};

export const channelRoutes = readRoutes(handlers, "");
