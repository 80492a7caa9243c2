import { z } from "zod";
import { channelListPermissions, teamListPermissions } from "#common/tools/permissions.ts";
import { teamsListChannels, teamsListTeams } from "#common/tools/teams-lists.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { truncate } from "#workers/text/short-text.ts";
import { uriIfReadable } from "#workers/tools/format-resource-uri.ts";
import { flags, graphName, texts } from "#workers/tools/graph-values.ts";
import { hasCode, undefinedIfFailed } from "#workers/tools/optional-request.ts";
import { type WholeList, wholeList } from "#workers/tools/paging/linked-pages.ts";
import { joinIncomplete, partOfList } from "#workers/tools/paging/short-answer.ts";
import { sameNames } from "#workers/tools/query/ambiguous-names.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler } from "#workers/tools/tool-context.ts";

/**
 * Graph's `team` in a list, of which only these properties have values, or `associatedTeamInfo`, which has no more than
 * a name.
 */
const graphTeam = z.object({
  id: z.string(),
  displayName: graphName.nullish(),
  description: graphName.nullish(),
  ...flags("isArchived"),
});

/** Graph's `channel`. */
const graphChannel = graphTeam.extend({
  /** Address of a channel that another team shares, which names its team. */
  ...texts("@odata.id"),
  ...texts("membershipType"),
});
type GraphChannel = z.infer<typeof graphChannel>;

const nameCharacters = 200;
const descriptionCharacters = 100;

/** What lists show of teams and channels alike. */
function namedFields({ displayName, description, isArchived }: z.infer<typeof graphTeam>) {
  return withoutEmpty({
    displayName: truncate(cleanLine(displayName ?? ""), nameCharacters) || undefined,
    description: truncate(cleanLine(description ?? ""), descriptionCharacters) || undefined,
    archived: isArchived || undefined,
  });
}

/**
 * Somebody can be in 1,000 teams, and a team can have as many channels
 * (https://learn.microsoft.com/microsoftteams/limits-specifications-teams).
 */
const maxPages = 10;

/**
 * Lists the user's teams. Graph's list of joined teams lacks those that host shared channels of the user
 * (https://learn.microsoft.com/graph/api/user-list-joinedteams), and its list of associated teams has no descriptions.
 */
export const teamsListTeamsHandler = defineHandler(teamsListTeams, {
  async run(input, context) {
    const { graph, grantedScopes } = context;
    requirePermission(teamListPermissions, grantedScopes);
    const teamsAt = (...path: string[]) => wholeList(graph, { request: { path }, itemSchema: graphTeam }, maxPages);
    const [joined, associated] = await Promise.all([
      teamsAt("me", "joinedTeams"),
      undefinedIfFailed(() => teamsAt("me", "teamwork", "associatedTeams")),
    ]);
    const ids = new Set(joined.items.map(({ id }) => id));
    const hosts = (associated?.items ?? []).filter(({ id }) => !ids.has(id));
    const all: (ReturnType<typeof namedFields> & { id: string; sharedChannelsOnly?: boolean })[] = [
      ...joined.items.map((team) => ({ id: team.id, ...namedFields(team) })),
      ...hosts.map((team) => ({ id: team.id, ...namedFields(team), sharedChannelsOnly: true })),
    ];
    const { part, rest } = partOfList(all, input);
    return withoutEmpty({
      teams: part,
      ...rest,
      unclear: sameNames(
        all.map(({ displayName: name }) => ({ name })),
        "teams",
        "description or a channel",
      ),
      incomplete: joinIncomplete([
        !joined.isWhole && "There are more teams than Microsoft 365 listed.",
        !associated?.isWhole && "Teams of which the user is only in a shared channel may be missing.",
      ]),
    });
  },
  toBlocks: ({ teams, ...rest }) => [...teams, rest],
});

/** Properties without the addresses, which take Graph long (https://learn.microsoft.com/graph/api/channel-list). */
export const $select = "id,displayName,description,membershipType,isArchived";

export const teamsListChannelsHandler = defineHandler(teamsListChannels, {
  async run(input, context) {
    const { graph, grantedScopes } = context;
    const { teamId } = input;
    requirePermission(channelListPermissions, grantedScopes);
    const channelsAt = (list: string) => {
      const request = { path: ["teams", teamId, list], query: { $select }, fromCaller: "id" as const };
      return wholeList(graph, { request, itemSchema: graphChannel }, maxPages);
    };
    const [own, incoming] = await Promise.all([
      channelsAt("channels"),
      undefinedIfMissing(() => channelsAt("incomingChannels")),
    ]);
    const all = [
      ...own.items.map((channel) => shownChannel(channel, teamId)),
      ...(incoming?.items ?? []).map((channel) => sharedChannel(channel)),
    ];
    const { part, rest } = partOfList(all, input);
    return withoutEmpty({
      channels: part,
      ...rest,
      incomplete: joinIncomplete([
        !own.isWhole && "There are more channels than Microsoft 365 listed.",
        !incoming?.isWhole && "Channels that other teams share with this one may be missing.",
      ]),
    });
  },
  toBlocks: ({ channels, ...rest }) => [...channels, rest],
});

function shownChannel(channel: GraphChannel, teamId: string | undefined) {
  const { id, membershipType } = channel;
  const type = membershipType?.toLowerCase();
  return withoutEmpty({
    uri: teamId === undefined ? undefined : uriIfReadable({ kind: "channel-messages", teamId, channelId: id }),
    id,
    ...namedFields(channel),
    membershipType: type === "standard" ? undefined : type,
  });
}

/** A channel that another team shares, which is read by the id of that team. */
function sharedChannel(channel: GraphChannel) {
  const [, teamId] = /\/teams(?:\/|\(')([0-9a-f-]{36})\b/i.exec(channel["@odata.id"] ?? "") ?? [];
  return { ...shownChannel(channel, teamId), ...withoutEmpty({ teamId }) };
}

/**
 * A list that not every cloud has: empty where Graph doesn't know it, undefined if the request fails otherwise. Rejects
 * with errors that concern the whole call.
 */
async function undefinedIfMissing<Item>(list: () => Promise<WholeList<Item>>): Promise<WholeList<Item> | undefined> {
  return await undefinedIfFailed(async () => {
    try {
      return await list();
    } catch (error) {
      if (!hasCode(error, "not_found", "invalid_input", "unsupported_type")) throw error;
      return { items: [], isWhole: true };
    }
  });
}
