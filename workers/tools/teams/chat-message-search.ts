import { ToolError } from "#common/errors.ts";
import { chatMessageSearch } from "#common/tools/chat-message-search.ts";
import { chatListOnly, chatSearchPermissions, scanOnly } from "#common/tools/permissions.ts";
import { maxOffset } from "#common/tools/schemas/parameters.ts";
import type { Incomplete } from "#common/tools/schemas/results.ts";
import { hasCode } from "#workers/tools/optional-request.ts";
import { pagesBy } from "#workers/tools/paging/linked-pages.ts";
import { cursorStart, detailOf, openSearch } from "#workers/tools/paging/search-cursor.ts";
import { type Gap, joinIncomplete } from "#workers/tools/paging/short-answer.ts";
import { walkPages, walkStart } from "#workers/tools/paging/walk-pages.ts";
import { severalPeople } from "#workers/tools/query/ambiguous-names.ts";
import { chatVocabulary, hasCjkWords } from "#workers/tools/query/check-kql.ts";
import { permissionMissing, requirePermission } from "#workers/tools/require-permission.ts";
import { shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type ToolContext } from "#workers/tools/tool-context.ts";
import type { ChatHit } from "./chat-hit.ts";
import { chatsPage, listedChat, uriOfChat, withoutMembers } from "./chat-members.ts";
import {
  type ChatQuery,
  type ChatSearch,
  type ChatSearchInput,
  chatCursor,
  chatSearchSchema,
  readChatQuery,
  shownQuery,
} from "./chat-search.ts";
import { findChatMessages } from "./find-chat-messages.ts";
import { anyChatKql, chatKql, searchChatPage } from "./graph-chat-search.ts";
import { searchByScan } from "./search-by-scan.ts";

/** Lists the user's chats without messages, which is all that Chat.ReadBasic allows. */
async function listChats(search: ChatSearch, limit: number, context: ToolContext) {
  const { graph, cursor } = context;
  const { progress } = search;
  const { hits, next } = await walkPages({
    pages: (from) => pagesBy((link) => chatsPage({ $top: limit, withPreviews: false }, graph, link), from),
    idOf: ({ id }) => id,
    from: progress.in === "list" ? progress.walk : walkStart(),
    limit,
    maxPages: 1,
  });
  return withoutEmpty({
    messages: [],
    chats: hits.map((chat) => {
      const chatUri = uriOfChat(chat);
      return { ...listedChat(chat, chatUri), ...withoutEmpty({ chatUri, webUrl: chat.webUrl }) };
    }),
    moreResults: next !== undefined,
    nextCursor: next && cursor.seal({ ...search, progress: { in: "list", walk: next } }, chatSearchSchema),
    searchInfo: { method: "list of chats" },
    effectiveQuery: {},
    incomplete: joinIncomplete([
      { reason: `${chatListOnly}. No condition was applied to the list.`, missingScopes: ["Chat.Read"] },
      withoutMembers(hits),
    ]),
  });
}

/** What a search gives: messages, or the list of chats where only that may be read. */
interface ChatSearchAnswer {
  [member: string]: unknown;
  messages: ChatHit[];
  chats?: { [field: string]: unknown }[];
  moreResults: boolean;
  nextCursor?: string;
  nextOffset?: number;
  searchInfo: {
    method: string;
    coverage?: { chatsListed: number; chatsScanned: number };
    chatsFailed?: number;
    stoppedBy?: string;
  };
  effectiveQuery?: { [part: string]: unknown };
  /** What to ask the user, where they may have meant one of several. */
  unclear?: string;
  incomplete?: Incomplete | undefined;
}

/** Answers one call of a chat search, which starts a search or continues one. */
async function searchChats(input: ChatSearchInput, context: ToolContext): Promise<ChatSearchAnswer> {
  const { reduced } = requirePermission(chatSearchPermissions, context.grantedScopes);
  const search = openSearch(input, chatSearchSchema, context) ?? (await begin(input, context));
  if (reduced === chatListOnly) return await listChats(search, input.limit, context);
  if (reduced === scanOnly && search.query.channelId !== undefined) {
    throw permissionMissing(missingFor(context), "Messages in channels can't be searched.");
  }
  if (reduced === scanOnly || search.progress.in === "chats") {
    return await searchByScan(search, input.limit, { context, missingScopes: missingFor(context), because: reduced });
  }
  try {
    return await searchByIndex(search, input.limit, context);
  } catch (error) {
    const because = await reasonToScan(error, search.query, context.graph);
    if (because === undefined) throw error;
    return await searchByScan(search, input.limit, { context, missingScopes: [], because });
  }
}

const onlyChats = "so only recent chats were looked through, and no channels";
const refused = `Microsoft Search refuses this account, ${onlyChats}`;
const missing = `Microsoft Search is not available for chat messages, ${onlyChats}`;

/**
 * Why chats have to be read one by one after an error of Microsoft Search. Undefined where that does not help. Clouds
 * without the search API (https://learn.microsoft.com/graph/deployments) may answer as they like, also as if the query
 * were wrong. Then a query that can't be wrong tells.
 */
async function reasonToScan(
  error: unknown,
  { kql, channelId }: Pick<ChatQuery, "kql" | "channelId">,
  graph: ToolContext["graph"],
): Promise<string | undefined> {
  if (!(error instanceof ToolError) || channelId !== undefined) return undefined;
  if (error.code === "forbidden") return refused;
  if (error.code === "not_found" || error.code === "unsupported_type") return missing;
  if (error.code !== "invalid_input") return undefined;
  if (kql === undefined) return missing;
  try {
    await searchChatPage(anyChatKql, 0, graph);
    return undefined;
  } catch (failure) {
    if (hasCode(failure, "invalid_input", "not_found", "unsupported_type")) return missing;
    throw failure;
  }
}

function missingFor({ grantedScopes }: ToolContext): string[] {
  return ["ChannelMessage.Read.All"].filter((scope) => !grantedScopes.has(scope));
}

async function begin(input: ChatSearchInput, context: ToolContext): Promise<ChatSearch> {
  const query = await readChatQuery(input, context);
  // The index finds nothing without words that the chat itself doesn't give, and the chat gives all.
  if (query.chatId !== undefined && query.kql === undefined) {
    return { ...cursorStart(input), query, progress: { in: "chats", walk: walkStart(input) } };
  }
  const walk = { ...walkStart(), position: input.offset ?? 0 };
  return { ...cursorStart(input), query, progress: { in: "ranking", walk } };
}

const emailOf = ({ from }: ChatHit) => from?.email;

async function searchByIndex(search: ChatSearch, limit: number, context: ToolContext) {
  const { query, progress } = search;
  const from = progress.in === "ranking" ? progress.walk : { ...walkStart(), position: 0 };
  const fields = shownFields(detailOf(search));
  const { hits, next, gaps } = await findChatMessages(query, { from, limit, fields }, context);
  const nextOffset = next?.position ?? Number.POSITIVE_INFINITY;
  return withoutEmpty({
    messages: hits,
    moreResults: next !== undefined,
    nextCursor: next && chatCursor(search, { in: "ranking", walk: next }, context),
    nextOffset: nextOffset <= maxOffset ? nextOffset : undefined,
    unclear: severalPeople(query.sender, hits.map(emailOf), "sender"),
    incomplete: joinIncomplete([...gaps, ...(hits.length === 0 && next === undefined ? notFound(query) : [])]),
    searchInfo: { method: "Microsoft Search" },
    effectiveQuery: shownQuery(query, chatKql(query)),
  });
}

/** What an answer without hits says of where else they may be. */
const notFound = ({ kql, channelId, chatId }: ChatQuery): Gap[] => [
  kql !== undefined &&
    hasCjkWords(kql, chatVocabulary) &&
    "Chinese, Japanese and Korean text may be found by whole words only. Try other or fewer words.",
  chatId === undefined && channelId === undefined
    ? "Messages of the last minutes, and of channels that another team shares, may not be in Microsoft Search; " +
      "teams_list_channels and teams_list_chats lead to them."
    : "Messages of the last minutes may not be in Microsoft Search; read_resource lists them by chatUri.",
];

/** Finds messages in the user's chats and channels. */
export const chatMessageSearchHandler = defineHandler(chatMessageSearch, {
  run: searchChats,
  toBlocks: ({ messages, chats = [], ...paging }) => [...messages, ...chats, paging],
});
