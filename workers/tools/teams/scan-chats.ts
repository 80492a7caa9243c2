import { ToolError } from "#common/errors.ts";
import type { ListPage } from "#workers/tools/paging/list-page.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { messagesBefore } from "./chat-page.ts";
import { type ChatMembers, membersOf, nobodyKnown } from "./chat-people.ts";
import type { ChatQuery } from "./chat-query.ts";
import { type ChatTask, inOrder, isDone, listMore, needsList, type ScanState, withRest } from "./chat-tasks.ts";
import type { GraphChatMessage } from "./graph-chat-message.ts";
import { newestFirst, type ScannedMessage, settled, withLeftovers } from "./scanned-message.ts";
import { endsCall } from "./teams-access.ts";

/** Pages of messages that are read for one answer. */
const maxReads = 15;
/** Leaves time for the texts, within the call's own deadline. */
const maxMs = 12_000;
/** Chats that are read at once: what Teams allows (https://learn.microsoft.com/graph/throttling-limits). */
const atOnce = 2;

export interface ScanOptions {
  query: ChatQuery;
  matches(message: GraphChatMessage, chat: { isOneOnOne: boolean; members: ChatMembers }): boolean;
  /** Whether names and addresses of members decide what matches. */
  needsMembers: boolean;
  /** Messages that are wanted for this answer. */
  wanted: number;
}

interface Scene {
  options: ScanOptions;
  context: ToolContext;
}

/** How far a scan has come. It changes while the scan's pages are read. */
export interface ScanProgress {
  state: ScanState;
  /** Pages of messages that were asked for. */
  reads: number;
  /** Why chats could not be read. */
  errors: unknown[];
  /** Microsoft's limit, or whatever keeps the list of chats from going on. */
  halt?: ToolError;
  endMs: number;
}

export function scanProgress(state: ScanState, { now }: Pick<ToolContext, "now">): ScanProgress {
  return { state, reads: 0, errors: [], endMs: now() + maxMs };
}

/** Why a scan ended before the chats did and before it found enough. */
export function reasonToStop({ halt, reads }: ScanProgress): "chats" | "time" | "rate_limited" | "unavailable" {
  if (halt !== undefined) return halt.code === "rate_limited" ? "rate_limited" : "unavailable";
  return reads >= maxReads ? "chats" : "time";
}

/**
 * Matching messages in the user's chats, newest first. The chats that may hold the newest ones are read first, a page of
 * messages each and two chats at a time, until no message that is wanted can be missing. A chat that can't be read is
 * counted; a limit of Microsoft's ends the scan where it can go on. Rejects only where nothing at all could be read.
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
      placeOf: (index) => withLeftovers(state, [...items.slice(index), ...rest]),
    };
    if (isLast) return;
    found = rest;
  }
}

/** Reads on until no message that is wanted can be missing among those found, within the bounds of an answer. */
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

/** Without a list there is no answer; without more of it there is. */
async function listChats(progress: ScanProgress, query: ChatQuery, { graph }: ToolContext): Promise<void> {
  try {
    progress.state = await listMore(progress.state, query, graph);
  } catch (error) {
    if (!progress.state.isListed || !(error instanceof ToolError) || endsCall(error)) throw error;
    progress.halt = error;
  }
}

/** Reads a page of each of the chats that may hold the newest messages. */
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

/** The messages that match on one page of a chat; what is left of the chat becomes a task of its own. */
async function readTask(
  task: ChatTask,
  progress: ScanProgress,
  { options, context: { graph } }: Scene,
): Promise<ScannedMessage[]> {
  const { query, needsMembers, matches } = options;
  try {
    const page = await messagesBefore(task.id, task.beforeMs ?? query.beforeMs, graph);
    const members = needsMembers ? await membersOf(task.id, graph) : nobodyKnown;
    const chat = { isOneOnOne: task.isOneOnOne === true, members };
    progress.state = withRest(progress.state, task, { beforeMs: page.nextBeforeMs, afterMs: query.afterMs });
    return page.messages.filter((message) => matches(message, chat)).map((message) => ({ task, message, members }));
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
