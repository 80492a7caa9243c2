import { present } from "#workers/tools/present.ts";
import { restricts } from "#workers/tools/query/check-kql.ts";
import type { CheckedKql } from "#workers/tools/query/kql.ts";
import { chatVocabulary } from "#workers/tools/query/kql-vocabulary.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type ChatHit, hitOfMessage } from "./chat-hit.ts";
import { kqlTest } from "./chat-kql-test.ts";
import { messageWords } from "./chat-message-list.ts";
import { type ChatMembers, membersOf, nobodyKnown } from "./chat-people.ts";
import { type ChatQuery, shownQuery } from "./chat-query.ts";
import type { ChatSearch } from "./chat-search.ts";
import { scanStart } from "./chat-tasks.ts";
import { chatMatcher } from "./match-chat.ts";
import { type ScannedMessage, type ScanResult, scanChats } from "./scan-chats.ts";
import { afterFailedExtra } from "./teams-access.ts";
import { twoAtATime } from "./two-at-a-time.ts";

export interface ScanReason {
  context: ToolContext;
  /** Permissions with which Microsoft Search would answer. */
  missingScopes: string[];
  /** Why chats are read one by one, as the beginning of a sentence. */
  because: string | undefined;
}

/** One answer of a search that reads recent chats one by one. It is never whole: channels are left out. */
export async function searchByScan(search: ChatSearch, limit: number, { context, missingScopes, because }: ScanReason) {
  const { query } = search;
  const zone = { nowMs: context.now(), zone: () => context.timeZone() };
  const test = query.kql === undefined ? undefined : await kqlTest(query.kql, zone);
  const toDrop = search.from;
  const options = {
    query,
    matches: chatMatcher(query, test),
    needsMembers: needsMembers(query),
    limit: limit + toDrop,
  };
  const scan = await scanChats(search.scan ?? scanStart, options, context);
  const messages = await hitsOf(scan.found.slice(toDrop), context);
  const { state, stoppedBy, failures } = scan;
  const left = Math.max(0, toDrop - scan.found.length);
  const nextCursor =
    stoppedBy === undefined
      ? undefined
      : context.cursor.seal({ ...search, from: left, scan: state } satisfies ChatSearch);
  return {
    messages,
    moreResults: stoppedBy !== undefined,
    ...present({ nextCursor }),
    searchInfo: {
      method: "recent chats, one by one",
      coverage: { chatsListed: state.chatsListed, chatsScanned: state.chatsScanned },
      chatsFailed: failures.length,
      ...present({ stoppedBy }),
    },
    effectiveQuery: shownQuery(query, query.kql),
    incomplete: {
      reason: `${[because ?? "Only recent chats were looked through, and no channels", ...whatIsLeft(scan)].join(". ")}.`,
      ...(missingScopes.length > 0 && { missingScopes }),
    },
  };
}

/** Names are in the messages, addresses and those who are written to only in the list of members. */
function needsMembers({ kql, sender, recipient }: ChatQuery): boolean {
  const names = (property: string) => kql !== undefined && restricts(kql as CheckedKql, property, chatVocabulary);
  return sender !== undefined || recipient !== undefined || names("from") || names("to");
}

function whatIsLeft({ state, stoppedBy, failures, retryAfterSeconds }: ScanResult): string[] {
  const unread = state.chatsListed - state.chatsScanned - failures.length;
  const seconds = retryAfterSeconds === undefined ? "" : ` in ${retryAfterSeconds} seconds`;
  const codes = [...new Set(failures)].join(", ");
  const parts = [
    failures.length > 0 ? `${failures.length} of the chats could not be read (${codes})` : undefined,
    stoppedBy === "rate_limited" ? `Microsoft 365 limits how fast chats may be read; go on${seconds}` : undefined,
    stoppedBy === undefined
      ? undefined
      : `Read so far: ${state.chatsScanned} of ${state.chatsListed} chats${unread > 0 ? "" : ", not all to their beginnings"}; nextCursor goes on with older messages and chats`,
  ];
  return parts.filter((part) => part !== undefined);
}

async function hitsOf(found: readonly ScannedMessage[], context: ToolContext): Promise<ChatHit[]> {
  const members = await membersOfAll(found, context);
  const hits: ChatHit[] = [];
  for (const { task, message } of found) {
    const { text } = await messageWords(message, context);
    const scene = {
      place: { kind: "chat" as const, chatId: task.id },
      members: members.get(task.id) ?? nobodyKnown,
      userDomain: context.userDomain,
    };
    hits.push(hitOfMessage(message, text, scene));
  }
  return hits;
}

/** Addresses of senders, which messages don't have. A chat whose members can't be listed does without. */
async function membersOfAll(
  found: readonly ScannedMessage[],
  { graph }: ToolContext,
): Promise<ReadonlyMap<string, ChatMembers>> {
  const known = new Map(found.map(({ task, members }) => [task.id, members]));
  const unknown = [...known].filter(([, members]) => members.size === 0).map(([id]) => id);
  await twoAtATime(unknown, async (id) => {
    try {
      known.set(id, await membersOf(id, graph));
    } catch (error) {
      return afterFailedExtra(error);
    }
    return undefined;
  });
  return known;
}
