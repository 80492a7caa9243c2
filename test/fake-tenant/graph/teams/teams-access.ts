import {
  type ChannelRecord,
  type ChatRecord,
  isInChannel,
  type TeamRecord,
} from "#test/fake-tenant/data/teams/team-store.ts";
import type { GraphCall } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";

export const teamsNotFound = () => new GraphRefusal(404, "NotFound", "NotFound");

const forbidden = (message: string) => new GraphRefusal(403, "Forbidden", message);

export const reading = {
  chats: ["Chat.ReadBasic", "Chat.Read", "Chat.ReadWrite"],
  chatMessages: ["Chat.Read", "Chat.ReadWrite"],
  channelMessages: ["ChannelMessage.Read.All"],
  channels: ["Channel.ReadBasic.All"],
  teams: ["Team.ReadBasic.All"],
} as const;

/** Refuses a token with none of these scopes, in Teams' words. */
export function requireAnyScope({ caller }: GraphCall, scopes: readonly string[]): void {
  if (scopes.some((scope) => caller.scopes.has(scope))) return;
  throw forbidden(
    `Missing scope permissions on the request. API requires one of '${scopes.join(", ")}'. Scopes on the request ` +
      `'${[...caller.scopes].join(", ")}'`,
  );
}

/** The chat that the path names, when the caller is in it. */
export function chatOf(call: GraphCall): ChatRecord {
  const { world, caller, params } = call;
  const id = params.chat ?? "";
  const chat = world.teams.chat(caller.user, id);
  if (chat !== undefined) return chat;
  if (!/^(19:.+@(thread\.(v2|tacv2|skype)|unq\.gbl\.spaces)|48:notes)$/.test(id))
    throw badRequest("Bad Request: the chat id is malformed.");
  const exists = world.directory
    .tenantUsers(caller.tenant.id)
    .some((user) => world.teams.chats(user).some((one) => one.id === id));
  if (exists) throw forbidden("The caller is not a member of the chat.");
  // https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2604
  throw badRequest("Bad Request");
}

/** The team that the path names, when the caller is in it. */
export function teamOf(call: GraphCall): TeamRecord {
  const team = existingTeam(call);
  if (!team.members.includes(call.caller.user)) throw forbidden("The caller is not a member of the team.");
  return team;
}

function existingTeam({ world, caller, params }: GraphCall): TeamRecord {
  const id = params.team ?? "";
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw badRequest("teamId needs to be a valid GUID.");
  const team = world.teams.team(caller.tenant.id, id);
  if (team === undefined) throw new GraphRefusal(404, "NotFound", `No team found with Group Id ${id}`);
  return team;
}

/**
 * The channel that the path names. A private one refuses strangers without a word, as was reported. A shared one is
 * open to its members, whatever team they are in.
 */
export function channelOf(call: GraphCall): ChannelRecord {
  const id = call.params.channel ?? "";
  if (!/^19:.+@thread\.(tacv2|skype)$/.test(id)) throw badRequest("Bad Request: the channel id is malformed.");
  const channel = existingTeam(call).channels.find((one) => one.id === id);
  const isOpen = channel?.membershipType === "shared" && isInChannel(call.caller.user, channel);
  if (!isOpen) teamOf(call);
  if (channel === undefined) throw teamsNotFound();
  if (!isInChannel(call.caller.user, channel)) throw new GraphRefusal(403, "UnknownError", "");
  return channel;
}
