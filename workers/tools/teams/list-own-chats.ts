import { z } from "zod";
import { chatListPermissions, chatsWithoutMessages } from "#common/tools/permissions.ts";
import type { teamsListChats } from "#common/tools/teams-list-chats.ts";
import { joinIncomplete } from "#workers/tools/paging/incomplete.ts";
import { linkedPages } from "#workers/tools/paging/linked-pages.ts";
import { cursorStart, openSearch, searchCursorSchema } from "#workers/tools/paging/search-cursor.ts";
import { shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { walkPages } from "#workers/tools/paging/walk-pages.ts";
import { walkStart, walkStateSchema } from "#workers/tools/paging/walk-state.ts";
import { permissionMissing, requirePermission } from "#workers/tools/require-permission.ts";
import type { GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import { trimmed, withoutEmpty } from "#workers/tools/without-empty.ts";
import { createChatFilter } from "./chat-list-filter.ts";
import { isUnread } from "./chat-unread.ts";
import { type GraphChat, graphChat } from "./graph-chat.ts";
import { listedChat, uriOfChat } from "./listed-chat.ts";

/** The largest number of pages for an answer. */
const maxPages = 4;
/** The largest page size that Graph accepts. */
const pageSize = 50;

const listSchema = searchCursorSchema({
  query: z.string().optional(),
  unreadOnly: z.boolean(),
  walk: walkStateSchema(z.string()),
});
type ChatList = z.infer<typeof listSchema>;

/** Answers one call of a list of the user's chats, which starts the list or continues it. */
export async function listOwnChats(input: z.output<typeof teamsListChats.inputSchema>, context: ToolContext) {
  const { graph, grantedScopes, userId, cursor } = context;
  const { reduced } = requirePermission(chatListPermissions, grantedScopes);
  const list: ChatList =
    input.cursor === undefined
      ? {
          ...cursorStart(input),
          query: trimmed(input.query),
          unreadOnly: input.unreadOnly === true,
          walk: walkStart(),
        }
      : openSearch({ ...input, cursor: input.cursor }, listSchema, context);
  const { query, unreadOnly } = list;
  if (reduced !== undefined && unreadOnly)
    throw permissionMissing(["Chat.Read"], "Which chats are unread is not known.");
  const filter = createChatFilter({ query, unreadOnly }, userId);
  const isFiltered = query !== undefined || unreadOnly;
  const request = chatsRequest({ withPreviews: reduced === undefined, $top: isFiltered ? pageSize : input.limit });
  const { limit } = input;
  const walk = await walkPages({
    pages: (link) => linkedPages(graph, { request, itemSchema: graphChat }, link),
    idOf: ({ id }) => id,
    isHit: filter.accepts,
    from: list.walk,
    limit,
    maxPages,
    lookAhead: "none",
  });
  const { next } = walk;
  return {
    chats: walk.hits.map((chat) => shownChat(chat, userId)),
    moreResults: next !== undefined,
    ...withoutEmpty({
      nextCursor: next && cursor.seal({ ...list, walk: next }, listSchema),
      incomplete: joinIncomplete([
        reduced === undefined ? undefined : { reason: `${chatsWithoutMessages}.`, missingScopes: ["Chat.Read"] },
        filter.incomplete(),
        shortAnswer(walk, { limit, items: "chats" }),
      ]),
    }),
  };
}

/** Chat.ReadBasic covers no previews of messages, and so no order by them. */
function chatsRequest({ withPreviews, $top }: { withPreviews: boolean; $top: number }): GraphRequest {
  const query = withPreviews
    ? { $expand: "members,lastMessagePreview", $orderby: "lastMessagePreview/createdDateTime desc", $top }
    : { $expand: "members", $top };
  return { path: ["me", "chats"], query };
}

function shownChat(chat: GraphChat, userId: string) {
  return {
    ...withoutEmpty({ uri: uriOfChat(chat) }),
    ...listedChat(chat),
    ...withoutEmpty({
      lastMessageDateTime: chat.lastMessagePreview?.createdDateTime,
      unread: isUnread(chat, userId),
      hidden: chat.viewpoint?.isHidden || undefined,
    }),
  };
}
