import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { channelPermissions } from "./permissions.ts";
import { cursorParameter } from "./schemas/parameters.ts";

export const teamsListChannelMessages = defineTool({
  name: "teams_list_channel_messages",
  title: "List messages of a channel",
  description:
    "Messages of a Teams channel with their newest replies, latest thread first. " +
    "read_resource gives a whole message with all its replies, or one reply, by its uri.",
  firstSentenceJa: "Teams のチャネルのメッセージを、最新の返信とともに、新しいスレッドから一覧表示します。",
  workload: "teams",
  permissions: channelPermissions,

  inputSchema: z.strictObject({
    teamId: z.string().trim().min(1).max(100).describe("From teams_list_teams; of a shared channel its own teamId"),
    channelId: z.string().trim().min(1).max(500).describe("From teams_list_channels"),
    limit: z.number().int().min(1).max(50).default(10).describe("Threads per answer"),
    cursor: cursorParameter("nextCursor, with the same channel"),
  }),
});
