import type { z } from "zod";
import { teamListPermissions } from "#common/tools/permissions.ts";
import { teamsListTeams } from "#common/tools/teams-list-teams.ts";
import { undefinedIfFailed } from "#workers/tools/optional-request.ts";
import { wholeList } from "#workers/tools/paging/linked-pages.ts";
import { joinIncomplete, partOfList } from "#workers/tools/paging/short-answer.ts";
import { sameNames } from "#workers/tools/query/ambiguous-names.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type ToolContext } from "#workers/tools/tool-context.ts";
import { graphTeam, namedFields } from "./graph-team.ts";

/** Somebody can be in 1,000 teams (https://learn.microsoft.com/microsoftteams/limits-specifications-teams). */
const maxPages = 10;

/** Lists the user's teams. */
export const teamsListTeamsHandler = defineHandler(teamsListTeams, {
  run: listOwnTeams,
  toBlocks: ({ teams, ...rest }) => [...teams, rest],
});

/**
 * Graph's list of joined teams lacks those that host shared channels of the user
 * (https://learn.microsoft.com/graph/api/user-list-joinedteams), and its list of associated teams has no descriptions.
 */
async function listOwnTeams(input: z.output<typeof teamsListTeams.inputSchema>, context: ToolContext) {
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
  return {
    teams: part,
    ...rest,
    ...withoutEmpty({
      unclear: sameNames(
        all.map(({ displayName: name }) => ({ name })),
        "teams",
        "description or a channel",
      ),
      incomplete: joinIncomplete([
        joined.isWhole ? undefined : { reason: "There are more teams than Microsoft 365 listed." },
        associated?.isWhole
          ? undefined
          : { reason: "Teams of which the user is only in a shared channel may be missing." },
      ]),
    }),
  };
}
