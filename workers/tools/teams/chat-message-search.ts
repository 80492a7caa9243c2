import { ToolError } from "#common/errors.ts";
import { chatMessageSearch } from "#common/tools/chat-message-search.ts";
import { chatListOnly, chatSearchPermissions, scanOnly } from "#common/tools/permissions.ts";
import { maxOffset } from "#common/tools/schemas/parameters.ts";
import type { Incomplete } from "#common/tools/schemas/results.ts";
import { endsCall, hasCode } from "#workers/tools/optional-request.ts";
import { pagesBy } from "#workers/tools/paging/linked-pages.ts";
import { cursorStart, detailOf, openSearch } from "#workers/tools/paging/search-cursor.ts";
import { type Gap, joinIncomplete } from "#workers/tools/paging/short-answer.ts";
import { type WalkState, walkPages, walkStart } from "#workers/tools/paging/walk-pages.ts";
import { severalPeople } from "#workers/tools/query/ambiguous-names.ts";
import { chatVocabulary, hasCjkWords, hasRestriction } from "#workers/tools/query/check-kql.ts";
import { permissionMissing, requirePermission } from "#workers/tools/require-permission.ts";
import { type ShownFields, shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type ToolContext } from "#workers/tools/tool-context.ts";
import { type ChatHit, hitOfMessage } from "./chat-hit.ts";
import { kqlTest } from "./chat-kql-test.ts";
import { chatsPage, listedChat, membersOfChats, uriOfChat, withoutMembers } from "./chat-members.ts";
import { textOfMessage } from "./chat-message-content.ts";
import { type ChatMembers, memberOf, noMembers } from "./chat-people.ts";
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
import { createChatMatcher } from "./match-chat.ts";
import {
  reasonToStop,
  type Scan,
  type ScannedMessage,
  type ScanState,
  scanChats,
  scanOf,
  scanStart,
  startScan,
} from "./scan-chats.ts";

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

interface ScanReason {
  context: ToolContext;
  /** The permissions that Microsoft Search would need. */
  missingScopes: string[];
  /** Why chats are read one by one, as the start of a sentence. */
  because: string | undefined;
}

/** Answers a search by reading recent chats one by one. The answer is never complete, because channels are missing. */
async function searchByScan(search: ChatSearch, limit: number, { context, missingScopes, because }: ScanReason) {
  const { query } = search;
  const fields = shownFields(detailOf(search));
  const zone = { nowMs: context.now(), zone: () => context.timeZone() };
  const test = query.kql === undefined ? undefined : await kqlTest(query.kql, zone);
  const from = inChats(search);
  const scan = startScan(from.position, {
    range: query,
    matching: await createChatMatcher(query, test),
    needsMembers: needsMembers(query),
    wanted: limit + from.toSkip,
    context,
  });
  const { hits, next } = await walkPages({
    pages: () => scanChats(scan),
    idOf: ({ task, message }) => `${task.id} ${message.id}`,
    from,
    limit,
    maxPages: Number.POSITIVE_INFINITY,
  });
  const stoppedBy = next && (scan.halt === undefined && hits.length === limit ? "limit" : reasonToStop(scan));
  const { chatsListed, chatsScanned } = scan.state;
  const isOneChat = query.chatId !== undefined;
  const [failure] = scan.errors;
  if (isOneChat && failure !== undefined && hits.length === 0) throw failure;
  const only = because ?? "Only recent chats were looked through, and no channels";
  const why = [...(isOneChat ? [] : [only]), ...whatIsLeft(scan, stoppedBy)];
  return withoutEmpty({
    messages: await hitsOf(hits, fields, context),
    moreResults: next !== undefined,
    nextCursor: next && chatCursor(search, { in: "chats", walk: next }, context),
    searchInfo: withoutEmpty({
      method: isOneChat ? "the chat itself" : "recent chats, one by one",
      coverage: { chatsListed, chatsScanned },
      chatsFailed: scan.errors.length,
      stoppedBy,
    }),
    effectiveQuery: shownQuery(query, query.kql),
    incomplete:
      why.length === 0
        ? undefined
        : { reason: `${why.join(". ")}.`, ...(missingScopes.length > 0 && !isOneChat && { missingScopes }) },
  });
}

/** The state of the scan. If the search began in Microsoft Search, it skips as many hits as ranks were passed. */
function inChats({ query, progress }: ChatSearch): WalkState<ScanState> & { position: ScanState } {
  const walk =
    progress.in === "chats"
      ? progress.walk
      : walkStart({ offset: progress.in === "ranking" ? progress.walk.position : 0 });
  return { ...walk, position: walk.position ?? (query.chatId === undefined ? scanStart : scanOf(query.chatId)) };
}

/** Whether a query compares addresses or recipients, which messages lack and only the list of members has. */
function needsMembers({ kql, sender, recipient }: ChatQuery): boolean {
  const names = (property: string) => kql !== undefined && hasRestriction(kql, property, chatVocabulary);
  return sender !== undefined || recipient !== undefined || names("from") || names("to");
}

function whatIsLeft({ state, errors, toRetry, halt }: Scan, stoppedBy: string | undefined): string[] {
  const { chatsListed, chatsScanned } = state;
  const codes = new Set(errors.map((error) => (error instanceof ToolError ? error.code : "unreadable")));
  const seconds = halt?.details.retryAfterSeconds;
  const pause = seconds === undefined ? "" : ` in ${seconds} seconds`;
  const isReadInPart = chatsListed - chatsScanned - errors.length <= 0;
  const extent = isReadInPart ? ", not all to their beginnings" : "";
  const retry = toRetry.length > 0 ? `; nextCursor tries ${toRetry.length} of them once more` : "";
  const read = `Read so far: ${chatsScanned} of ${chatsListed} chats${extent}`;
  const hasOnlyRetries = stoppedBy === "unavailable" && halt === undefined;
  return [
    errors.length > 0
      ? `${errors.length} of the chats could not be read (${[...codes].join(", ")})${retry}`
      : undefined,
    stoppedBy === "rate_limited" ? `Microsoft 365 limits how fast chats may be read; go on${pause}` : undefined,
    stoppedBy === undefined || hasOnlyRetries ? undefined : `${read}; nextCursor goes on with older messages and chats`,
  ].filter((part) => part !== undefined);
}

async function hitsOf(found: readonly ScannedMessage[], fields: ShownFields, context: ToolContext): Promise<ChatHit[]> {
  const [members, clock] = await Promise.all([membersOfAll(found, context), context.clock()]);
  const hits: ChatHit[] = [];
  for (const { task, message } of found) {
    const { text } = await textOfMessage(message, context);
    const chatContext = {
      place: { kind: "chat" as const, chatId: task.id },
      members: members.get(task.id) ?? noMembers,
      userDomain: context.userDomain,
      clock,
      fields,
    };
    hits.push(hitOfMessage(message, text, chatContext));
  }
  return hits;
}

/**
 * The members of the chats, for the addresses of senders, which messages lack. Requests those of chats where a sender
 * is not among the known ones, and skips chats whose members can't be read.
 */
async function membersOfAll(
  found: readonly ScannedMessage[],
  { graph }: ToolContext,
): Promise<ReadonlyMap<string, ChatMembers>> {
  const known = new Map(found.map(({ task, members }) => [task.id, members]));
  const isUnknown = ({ message, members, hasAllMembers }: ScannedMessage) =>
    !hasAllMembers && message.from?.user?.id != null && memberOf(message.from, members) === undefined;
  const unknown = [...new Set(found.filter(isUnknown).map(({ task }) => task.id))];
  for (const [chatId, result] of await membersOfChats(unknown, graph)) {
    if (result.status === "fulfilled") known.set(chatId, result.value.members);
    else if (endsCall(result.reason)) throw result.reason;
  }
  return known;
}
