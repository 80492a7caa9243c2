import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { teamListPermissions } from "./permissions.ts";
import { listPart } from "./schemas/parameters.ts";

/** Lists the user's teams. */
export const teamsListTeams = defineTool({
  name: "teams_list_teams",
  title: "List teams",
  description: "Teams in Microsoft Teams that the user is in. teams_list_channels gives the channels of one.",
  firstSentenceJa: "ご本人が参加している Teams のチームを一覧表示します。",
  workload: "teams",
  permissions: teamListPermissions,

  inputSchema: z.strictObject(listPart({ most: 200, usual: 100 })),
});
