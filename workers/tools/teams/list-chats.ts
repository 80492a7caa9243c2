import { chatListOnly } from "#common/tools/permissions.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { linkedPages } from "#workers/tools/paging/linked-pages.ts";
import { walkPages } from "#workers/tools/paging/walk-pages.ts";
import { walkStart } from "#workers/tools/paging/walk-state.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { canHaveMoreMembers } from "./chat-members.ts";
import { addressIn } from "./chat-people.ts";
import type { ChatSearch } from "./chat-search.ts";
import { type GraphChat, graphChat } from "./graph-chat.ts";

const shownMembers = 10;

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
    chats: hits.map(listedChat),
    moreResults: next !== undefined,
    ...withoutEmpty({
      nextCursor: next && cursor.seal({ ...search, progress: { in: "list", walk: next } } satisfies ChatSearch),
    }),
    searchInfo: { method: "list of chats" },
    effectiveQuery: {},
    incomplete: { reason: `${chatListOnly}. No condition was applied to the list.`, missingScopes: ["Chat.Read"] },
  };
}

function listedChat({ id, chatType, topic, lastUpdatedDateTime, webUrl, members }: GraphChat) {
  return {
    id,
    ...withoutEmpty({
      chatUri: formatResourceUri({ kind: "chat-messages", chatId: id }),
      chatType,
      topic: cleanLine(topic ?? "") || undefined,
      lastUpdatedDateTime,
      memberCount: members?.length,
      hasMoreMembers: canHaveMoreMembers({ members }) || undefined,
      members: members
        ?.slice(0, shownMembers)
        .map(({ displayName, email }) =>
          withoutEmpty({ displayName: cleanLine(displayName ?? "") || undefined, email: addressIn(email) }),
        ),
      webUrl,
    }),
  };
}
