import { ToolError } from "#common/errors.ts";
import { endsCall } from "#workers/tools/optional-request.ts";
import { detailOf } from "#workers/tools/paging/search-cursor.ts";
import { type WalkState, walkPages, walkStart } from "#workers/tools/paging/walk-pages.ts";
import { chatVocabulary, hasRestriction } from "#workers/tools/query/check-kql.ts";
import type { CheckedKql } from "#workers/tools/query/kql.ts";
import { type ShownFields, shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type ChatHit, hitOfMessage } from "./chat-hit.ts";
import { kqlTest } from "./chat-kql-test.ts";
import { membersOfChats } from "./chat-members.ts";
import { textOfMessage } from "./chat-message-content.ts";
import { type ChatMembers, memberOf, noMembers } from "./chat-people.ts";
import { type ChatQuery, type ChatSearch, chatCursor, shownQuery } from "./chat-search.ts";
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

interface ScanReason {
  context: ToolContext;
  /** The permissions that Microsoft Search would need. */
  missingScopes: string[];
  /** Why chats are read one by one, as the start of a sentence. */
  because: string | undefined;
}

/** Answers a search by reading recent chats one by one. The answer is never complete, because channels are missing. */
export async function searchByScan(search: ChatSearch, limit: number, { context, missingScopes, because }: ScanReason) {
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
  const names = (property: string) => kql !== undefined && hasRestriction(kql as CheckedKql, property, chatVocabulary);
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
