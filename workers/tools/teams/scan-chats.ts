import { ToolError } from "#common/errors.ts";
import { endsCall } from "#workers/tools/optional-request.ts";
import type { ListPage } from "#workers/tools/paging/list-page.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { expandedMembers, unknownMembers } from "./chat-members.ts";
import type { ChatQuery } from "./chat-query.ts";
import { inOrder, isDone, listMore, needsList, type ScanState, withRest } from "./chat-tasks.ts";
import { type ReadTask, readPages } from "./read-chat-pages.ts";
import { maxLists, maxReads, type ScanOptions, type ScanProgress } from "./scan-progress.ts";
import { newestFirst, type ScannedMessage, settled, withLeftovers } from "./scanned-message.ts";

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
