import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { channelListPermissions, channelPermissions, chatListPermissions, teamListPermissions } from "./permissions.ts";
import { cursorParameter, listPart, textParameter } from "./schemas/parameters.ts";

/** Lists the user's chats. */
export const teamsListChats = defineTool({
  name: "teams_list_chats",
  title: "List Teams chats",
  description:
    "Chats of the user in Teams, those with the newest messages first. " +
    "Gives topic, members, the last message and whether it is unread; read_resource gives the messages by uri.",
  firstSentenceJa: "ご本人が参加している Teams のチャットを、新しいメッセージの順に一覧表示します。",
  workload: "teams",
  permissions: chatListPermissions,

  inputSchema: z.strictObject({
    query: textParameter(200, "Words of the topic, or of members' names or addresses"),
    unreadOnly: z.boolean().optional().describe("Only chats with an unread last message"),
    limit: z.number().int().min(1).max(50).default(20).describe("Chats per answer"),
    cursor: cursorParameter("nextCursor, to go on"),
  }),
});

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
