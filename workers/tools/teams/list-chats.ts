import { chatListOnly } from "#common/tools/permissions.ts";
import { linkedPages } from "#workers/tools/paging/linked-pages.ts";
import { walkPages } from "#workers/tools/paging/walk-pages.ts";
import { walkStart } from "#workers/tools/paging/walk-state.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { type ChatSearch, chatSearchSchema } from "./chat-search.ts";
import { graphChat } from "./graph-chat.ts";
import { listedChat, uriOfChat } from "./listed-chat.ts";

/** Lists the user's chats without messages, which is all that Chat.ReadBasic allows. */
export async function listChats(search: ChatSearch, limit: number, context: ToolContext) {
  const { graph, cursor } = context;
  const { progress } = search;
  const request = { path: ["me", "chats"], query: { $expand: "members", $top: limit } };
  const { hits, next } = await walkPages({
    pages: (link) => linkedPages(graph, { request, itemSchema: graphChat }, link),
    idOf: ({ id }) => id,
    isHit: () => true,
    from: progress.in === "list" ? progress.walk : walkStart(),
    limit,
    maxPages: 1,
    lookAhead: "none",
  });
  return {
    messages: [],
    chats: hits.map((chat) => ({
      ...listedChat(chat),
      ...withoutEmpty({ chatUri: uriOfChat(chat), webUrl: chat.webUrl }),
    })),
    moreResults: next !== undefined,
    ...withoutEmpty({
      nextCursor: next && cursor.seal({ ...search, progress: { in: "list", walk: next } }, chatSearchSchema),
    }),
    searchInfo: { method: "list of chats" },
    effectiveQuery: {},
    incomplete: { reason: `${chatListOnly}. No condition was applied to the list.`, missingScopes: ["Chat.Read"] },
  };
}
