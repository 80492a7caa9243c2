import { ToolError } from "#common/errors.ts";
import type { ListPage } from "#workers/tools/paging/list-page.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { allMembersOf, expandedMembers, type KnownMembers, unknownMembers } from "./chat-members.ts";
import { messagesBefore } from "./chat-page.ts";
import type { ChatQuery } from "./chat-query.ts";
import { type ChatTask, inOrder, isDone, listMore, needsList, type ScanState, withRest } from "./chat-tasks.ts";
import type { ChatMatcher } from "./match-chat.ts";
import { newestFirst, type ScannedMessage, settled, withLeftovers } from "./scanned-message.ts";
import { endsCall } from "./teams-access.ts";

/** The largest number of pages of messages for an answer. */
const maxReads = 15;
/** The largest duration of a scan. It leaves time to read texts before the deadline of the call. */
const maxMs = 12_000;
/** The number of chats read at a time (https://learn.microsoft.com/graph/throttling-limits). */
const atOnce = 2;

export interface ScanOptions {
  query: ChatQuery;
  matching: ChatMatcher;
  /** Whether `matching` needs the names and addresses of members. */
  needsMembers: boolean;
  /** The number of matching messages after which the scan pauses. */
  wanted: number;
}

interface Scene {
  options: ScanOptions;
  context: ToolContext;
}

/** The progress of a scan, which is updated while its pages are read. */
export interface ScanProgress {
  state: ScanState;
  /** The members of the chats that were listed for this answer. */
  members: Map<string, KnownMembers>;
  /** The number of pages of messages that were requested. */
  reads: number;
  /** The errors of chats that could not be read. */
  errors: unknown[];
  /** Throttling, or an error of the list of chats, which ends the scan for this answer. */
  halt?: ToolError;
  endMs: number;
}

export function scanProgress(state: ScanState, { now }: Pick<ToolContext, "now">): ScanProgress {
  return { state, members: new Map(), reads: 0, errors: [], endMs: now() + maxMs };
}

/** Why a scan ended before all chats were read. */
export function reasonToStop({ halt, reads }: ScanProgress): "chats" | "time" | "rate_limited" | "unavailable" {
  if (halt !== undefined) return halt.code === "rate_limited" ? "rate_limited" : "unavailable";
  return reads >= maxReads ? "chats" : "time";
}

/**
 * Pages of matching messages in the user's chats, newest first. Reads the chats that can have the newest messages
 * first, a page of messages each and two chats at a time, until the `wanted` newest matches are known. A chat that
 * can't be read is counted. Throttling ends the scan in a state from which it can continue. Rejects only if nothing at
 * all could be read.
 */
export async function* scanChats(
  progress: ScanProgress,
  options: ScanOptions,
  context: ToolContext,
): AsyncGenerator<ListPage<ScannedMessage, ScanState>> {
  let found: ScannedMessage[] = [];
  for (;;) {
    found = [...found, ...(await readUntilEnough(found, progress, { options, context }))];
    const isLast = isOver(progress, context);
    const { state, errors, reads } = progress;
    if (errors.length > 0 && errors.length === reads) throw errors[0];
    const items = isLast ? newestFirst(found) : settled(found, state);
    const rest = found.filter((one) => !items.includes(one));
    const next = withLeftovers(state, rest);
    yield {
      items,
      next: isDone(next) ? undefined : next,
      positionOf: (index) => withLeftovers(state, [...items.slice(index), ...rest]),
    };
    if (isLast) return;
    found = rest;
  }
}

/** Reads chats until the `wanted` newest matches are known or a bound is reached. Returns the matches. */
async function readUntilEnough(
  before: readonly ScannedMessage[],
  progress: ScanProgress,
  { options, context }: Scene,
): Promise<ScannedMessage[]> {
  const found: ScannedMessage[] = [];
  const isEnough = () => settled([...before, ...found], progress.state).length >= options.wanted;
  while (!isOver(progress, context) && !isEnough()) {
    if (needsList(progress.state)) await listChats(progress, options.query, context);
    else found.push(...(await readBatch(progress, { options, context })));
  }
  return found;
}

function isOver({ state, reads, halt, endMs }: ScanProgress, { now }: ToolContext): boolean {
  return reads >= maxReads || halt !== undefined || now() >= endMs || isDone(state);
}

/** Lists more chats. An error ends the scan, unless nothing was listed before: then it rejects. */
async function listChats(progress: ScanProgress, query: ChatQuery, { graph }: ToolContext): Promise<void> {
  try {
    const { state, chats } = await listMore(progress.state, query, graph);
    progress.state = state;
    for (const chat of chats) progress.members.set(chat.id, expandedMembers(chat));
  } catch (error) {
    if (!progress.state.isListed || !(error instanceof ToolError) || endsCall(error)) throw error;
    progress.halt = error;
  }
}

/** Reads one page of each of the chats that can have the newest messages. */
async function readBatch(progress: ScanProgress, { options, context }: Scene): Promise<ScannedMessage[]> {
  const { tasks } = progress.state;
  const batch = inOrder(tasks).slice(0, Math.min(atOnce, maxReads - progress.reads));
  progress.reads += batch.length;
  progress.state = { ...progress.state, tasks: tasks.filter((task) => !batch.includes(task)) };
  const found = await Promise.all(batch.map((task) => readTask(task, progress, { options, context })));
  const { chatsScanned, chatsListed } = progress.state;
  context.reportProgress({ progress: progress.reads, message: `Read ${chatsScanned} of ${chatsListed} chats` });
  return found.flat();
}

/** The matching messages on one page of a chat. The rest of the chat becomes a task. */
async function readTask(
  task: ChatTask,
  progress: ScanProgress,
  { options, context: { graph } }: Scene,
): Promise<ScannedMessage[]> {
  const { query, needsMembers, matching } = options;
  try {
    const page = await messagesBefore(task.id, task.beforeMs ?? query.beforeMs, graph);
    const known = progress.members.get(task.id) ?? unknownMembers;
    const { members, areAll } = needsMembers && !known.areAll ? await allMembersOf(task.id, graph) : known;
    const chat = { isOneOnOne: task.isOneOnOne === true, members };
    progress.state = withRest(progress.state, task, { beforeMs: page.nextBeforeMs, afterMs: query.afterMs });
    const found = await matching(page.messages, chat);
    return found.map((message) => ({ task, message, members, hasAllMembers: areAll }));
  } catch (error) {
    if (endsCall(error)) throw error;
    if (error instanceof ToolError && error.code === "rate_limited") {
      progress.halt = error;
      progress.state = { ...progress.state, tasks: [...progress.state.tasks, task] };
    } else {
      progress.errors.push(error);
    }
    return [];
  }
}
