import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { channelListPermissions } from "./permissions.ts";
import { listPart } from "./schemas/parameters.ts";

export const teamsListChannels = defineTool({
  name: "teams_list_channels",
  title: "List channels of a team",
  description:
    "Channels of a team in Microsoft Teams, those shared with it too. " +
    "Only those that the user can see. read_resource gives the messages of one by its uri.",
  firstSentenceJa: "Teams のチームのチャネルを、ほかのチームから共有されたものも含めて一覧表示します。",
  workload: "teams",
  permissions: channelListPermissions,

  inputSchema: z.strictObject({
    teamId: z.string().trim().min(1).max(100).describe("From teams_list_teams"),
    ...listPart({ most: 100, usual: 50 }),
  }),
});
