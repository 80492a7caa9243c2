import { ToolError } from "#common/errors.ts";
import { endsCall, hasCode } from "#workers/tools/optional-request.ts";
import type { ListPage } from "#workers/tools/paging/linked-pages.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { expandedMembers, type KnownMembers, membersOfChats, unknownMembers } from "./chat-members.ts";
import { type ChatPage, createdMs, messagesOfChats } from "./chat-page.ts";
import type { ChatMembers } from "./chat-people.ts";
import {
  type ChatQuery,
  type ChatTask,
  inOrder,
  isDone,
  listMore,
  needsList,
  newestLeftMs,
  type ScanState,
  withRest,
} from "./chat-search.ts";
import type { GraphChatMessage } from "./graph-chat.ts";
import type { ChatMatcher } from "./match-chat.ts";

export interface ScannedMessage {
  task: ChatTask;
  message: GraphChatMessage;
  members: ChatMembers;
  hasAllMembers: boolean;
}

/** The messages that are newer than everything that is still to be read. */
function settled(found: readonly ScannedMessage[], state: ScanState): ScannedMessage[] {
  const leftMs = newestLeftMs(state);
  return newestFirst(found).filter((one) => writtenMs(one) >= leftMs);
}

function newestFirst(found: readonly ScannedMessage[]): ScannedMessage[] {
  return found.toSorted((one, other) => writtenMs(other) - writtenMs(one));
}

const writtenMs = ({ message }: ScannedMessage) => createdMs(message) ?? 0;

/** The state in which messages that don't fit into the answer are read again, with everything older in their chats. */
function withLeftovers(state: ScanState, leftovers: readonly ScannedMessage[]): ScanState {
  const left = new Map<string, ChatTask>();
  for (const one of newestFirst(leftovers)) {
    const { task } = one;
    if (left.has(task.id)) continue;
    left.set(task.id, { ...task, newestMs: writtenMs(one), beforeMs: writtenMs(one) + 1 });
  }
  return { ...state, tasks: inOrder([...state.tasks.filter(({ id }) => !left.has(id)), ...left.values()]) };
}

/** The largest number of pages of messages for an answer. */
const maxReads = 15;
/** The largest number of pages of the list of chats for an answer: 250 chats. It may go in circles. */
const maxLists = 5;
/** The largest duration of a scan. It leaves time to read texts before the deadline of the call. */
const maxMs = 12_000;
interface ScanOptions {
  query: ChatQuery;
  matching: ChatMatcher;
  /** Whether `matching` needs the names and addresses of members. */
  needsMembers: boolean;
  /** The number of matching messages after which the scan pauses. */
  wanted: number;
}

/** The progress of a scan, which is updated while its pages are read. */
export interface ScanProgress {
  state: ScanState;
  /** The members of the chats that were listed for this answer. */
  members: Map<string, KnownMembers>;
  /** The number of pages of messages that were requested. */
  reads: number;
  /** The number of pages of the list of chats that were requested. */
  lists: number;
  /** The errors of chats that could not be read. */
  errors: unknown[];
  /** The chats among them that the next answer tries once more. */
  toRetry: ChatTask[];
  /** How many of the errors are second failures: these chats are left out. */
  givenUp: number;
  /** Throttling, or an error of the list of chats, which ends the scan for this answer. */
  halt?: ToolError;
  endMs: number;
}

export function scanProgress(state: ScanState, { now }: Pick<ToolContext, "now">): ScanProgress {
  return { state, members: new Map(), reads: 0, lists: 0, errors: [], toRetry: [], givenUp: 0, endMs: now() + maxMs };
}

/** Why a scan ended before all chats were read. */
export function reasonToStop({
  state,
  halt,
  reads,
  lists,
}: ScanProgress): "chats" | "time" | "rate_limited" | "unavailable" {
  if (halt !== undefined) return halt.code === "rate_limited" ? "rate_limited" : "unavailable";
  if (isDone(state)) return "unavailable";
  return reads >= maxReads || lists >= maxLists ? "chats" : "time";
}

/**
 * A chat that was throttled is read later, and ends the scan for this answer. Others count as failed; those that
 * Microsoft 365 could not serve are tried once more by the next answer.
 */
function putAside(task: ChatTask, error: unknown, progress: ScanProgress): void {
  if (endsCall(error)) throw error;
  if (hasCode(error, "rate_limited")) {
    progress.halt = error;
    progress.state = { ...progress.state, tasks: [...progress.state.tasks, task] };
    return;
  }
  progress.errors.push(error);
  if (task.hasFailed === true) progress.givenUp += 1;
  else if (hasCode(error, "unavailable")) {
    progress.toRetry.push({ ...task, hasFailed: true });
  }
}

interface ReadTask {
  task: ChatTask;
  page: ChatPage;
}

/** The next page of each chat; at the same time its members, where they are needed. Puts aside what can't be read. */
async function readPages(
  batch: readonly ChatTask[],
  progress: ScanProgress,
  { query, needsMembers, graph }: Pick<ScanOptions, "query" | "needsMembers"> & Pick<ToolContext, "graph">,
): Promise<ReadTask[]> {
  const isUnknown = ({ id }: ChatTask) => needsMembers && progress.members.get(id)?.areAll !== true;
  const unknown = batch.filter(isUnknown);
  const [pages, members] = await Promise.all([
    messagesOfChats(
      batch.map(({ id, beforeMs }) => ({ chatId: id, beforeMs: beforeMs ?? query.beforeMs })),
      graph,
    ),
    membersOfChats(
      unknown.map(({ id }) => id),
      graph,
    ),
  ]);
  const failures = new Map<ChatTask, unknown>();
  for (const [index, task] of unknown.entries()) {
    const known = members[index];
    if (known?.status === "fulfilled") progress.members.set(task.id, known.value);
    else failures.set(task, known?.reason);
  }
  return batch.flatMap((task, index) => {
    const page = pages[index];
    if (page?.status === "fulfilled" && !failures.has(task)) return [{ task, page: page.value }];
    putAside(task, page?.status === "rejected" ? page.reason : failures.get(task), progress);
    return [];
  });
}

/** The number of chats that are read first, with one request. Often they have enough. */
const firstReads = 5;

interface Scene {
  options: ScanOptions;
  context: ToolContext;
}

/**
 * Pages of matching messages in the user's chats, newest first. Reads the chats that can have the newest messages
 * first, a page of messages each and several chats at a time, until the `wanted` newest matches are known. A chat that
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
    const { state, errors, reads, toRetry, givenUp } = progress;
    // What gave a chat up got further than before, so the same cursor must not fail again and again.
    if (errors.length > 0 && errors.length === reads && givenUp === 0) throw errors[0];
    const items = isLast ? newestFirst(found) : settled(found, state);
    const rest = found.filter((one) => !items.includes(one));
    const later = { ...state, tasks: [...state.tasks, ...toRetry] };
    const next = withLeftovers(later, rest);
    yield {
      items,
      next: isDone(next) ? undefined : next,
      positionOf: (index) => withLeftovers(later, [...items.slice(index), ...rest]),
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

function isOver({ state, reads, lists, halt, endMs }: ScanProgress, { now }: ToolContext): boolean {
  const isEnough = reads >= maxReads || (lists >= maxLists && needsList(state));
  return isEnough || halt !== undefined || now() >= endMs || isDone(state);
}

/** Lists more chats. An error ends the scan, unless nothing was listed before: then it rejects. */
async function listChats(progress: ScanProgress, query: ChatQuery, { graph }: ToolContext): Promise<void> {
  progress.lists += 1;
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
  const most = progress.reads === 0 ? firstReads : maxReads - progress.reads;
  const batch = inOrder(tasks).slice(0, most);
  progress.reads += batch.length;
  progress.state = { ...progress.state, tasks: tasks.filter((task) => !batch.includes(task)) };
  const found: ScannedMessage[] = [];
  for (const read of await readPages(batch, progress, { ...options, graph: context.graph })) {
    found.push(...(await takePage(read, progress, options)));
  }
  const { chatsScanned, chatsListed } = progress.state;
  context.reportProgress({ progress: progress.reads, message: `Read ${chatsScanned} of ${chatsListed} chats` });
  return found;
}

/** The matching messages on a page of a chat. The rest becomes a task, whose next failure is a first one. */
async function takePage(
  { task: { hasFailed: _before, ...task }, page }: ReadTask,
  progress: ScanProgress,
  { query, matching }: ScanOptions,
): Promise<ScannedMessage[]> {
  const { members, areAll } = progress.members.get(task.id) ?? unknownMembers;
  progress.state = withRest(progress.state, task, { beforeMs: page.nextBeforeMs, afterMs: query.afterMs });
  const found = await matching(page.messages, { isOneOnOne: task.isOneOnOne === true, members });
  return found.map((message) => ({ task, message, members, hasAllMembers: areAll }));
}
