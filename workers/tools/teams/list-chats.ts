import { chatListOnly } from "#common/tools/permissions.ts";
import { formatResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { present } from "#workers/tools/present.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { addressIn } from "./chat-people.ts";
import type { ChatSearch } from "./chat-search.ts";
import { type GraphChat, graphChat } from "./graph-chat.ts";

const shownMembers = 10;

/** The user's chats without anything that is said in them: all that Chat.ReadBasic lets be read. */
export async function listChats(search: ChatSearch, limit: number, context: ToolContext) {
  const { graph, cursor } = context;
  const page =
    search.listLink === undefined
      ? await graph.getPage({ path: ["me", "chats"], query: { $expand: "members", $top: limit } }, graphChat)
      : await graph.nextPage(search.listLink, graphChat);
  const listLink = page.nextLink;
  return {
    messages: [],
    chats: page.items.map(listedChat),
    moreResults: listLink !== undefined,
    ...present({
      nextCursor: listLink === undefined ? undefined : cursor.seal({ ...search, listLink } satisfies ChatSearch),
    }),
    searchInfo: { method: "list of chats" },
    effectiveQuery: {},
    incomplete: { reason: `${chatListOnly}. No condition was applied to the list.`, missingScopes: ["Chat.Read"] },
  };
}

function listedChat({ id, chatType, topic, lastUpdatedDateTime, webUrl, members }: GraphChat) {
  return {
    id,
    ...present({
      chatUri: formatResourceUri({ kind: "chat-messages", chatId: id }),
      chatType,
      topic: cleanLine(topic ?? "") || undefined,
      lastUpdatedDateTime,
      memberCount: members?.length,
      members: members
        ?.slice(0, shownMembers)
        .map(({ displayName, email }) =>
          present({ displayName: cleanLine(displayName ?? "") || undefined, email: addressIn(email) }),
        ),
      webUrl,
    }),
  };
}
