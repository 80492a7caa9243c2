import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { chatSearchPermissions } from "./permissions.ts";
import { cursorParameter, detailParameter, maxOffset, periodParameters, textParameter } from "./schemas/parameters.ts";

/** Finds messages in the user's chats and channels. */
export const chatMessageSearch = defineTool({
  name: "chat_message_search",
  title: "Search Teams messages",
  description:
    "Messages in Teams chats and channels, by text, people and date. " +
    "read_resource gives a whole message and its pictures by its uri, and its chat by " +
    "the uri up to /messages. " +
    "Without Microsoft Search, recent chats are read one by one: see searchInfo, and go on with nextCursor.",
  firstSentenceJa: "Teams のチャットとチャネルのメッセージをテキスト、ユーザー、日付で検索します。",
  workload: "teams",
  permissions: chatSearchPermissions,

  inputSchema: z.strictObject({
    query: textParameter(
      1_000,
      'KQL: words (all must occur), "a phrase", AND OR NOT, from:me sent: mentions:me hasAttachment:true; ' +
        "default all",
    ),
    chatUri: textParameter(2_000, "Only this chat or channel: its uri"),
    sender: textParameter(254, "Name or address"),
    recipient: textParameter(254, "Name or address; finds in chats of two only"),
    ...periodParameters('Written at or after this: ISO 8601, "2 days ago"', "Written before this"),
    detail: detailParameter(),
    limit: z.number().int().min(1).max(25).default(10).describe("Hits per answer"),
    offset: z.number().int().min(0).max(maxOffset).optional().describe("Place to begin at"),
    cursor: cursorParameter("nextCursor, with the same query"),
  }),
});
