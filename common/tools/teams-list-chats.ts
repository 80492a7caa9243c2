import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { chatListPermissions } from "./permissions.ts";
import { cursorParameter, textParameter } from "./schemas/parameters.ts";

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
