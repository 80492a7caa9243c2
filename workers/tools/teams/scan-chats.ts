import { ToolError } from "#common/errors.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { createdMs, messagesBefore } from "./chat-page.ts";
import { type ChatMembers, membersOf, nobodyKnown } from "./chat-people.ts";
import type { ChatQuery } from "./chat-query.ts";
import { type ChatTask, inOrder, listMore, needsList, newestLeftMs, type ScanState } from "./chat-tasks.ts";
import type { GraphChatMessage } from "./graph-chat-message.ts";
import { endsCall } from "./teams-access.ts";
import { twoAtATime } from "./two-at-a-time.ts";

/** Pages of messages that are read for one answer. */
const maxReads = 15;
/** Leaves time for the texts, within the call's own deadline. */
const maxMs = 12_000;

export interface ScannedMessage {
  task: ChatTask;
  message: GraphChatMessage;
  members: ChatMembers;
}

export interface ScanResult {
  /** Newest first. */
  found: ScannedMessage[];
  state: ScanState;
  /** Why the answer ends before the chats do; absent when every chat was read. */
  stoppedBy?: "limit" | "chats" | "time" | "rate_limited" | "unavailable";
  retryAfterSeconds?: number | undefined;
  /** Why chats could not be read, one code each. */
  failures: string[];
}

export interface ScanOptions {
  query: ChatQuery;
  matches(message: GraphChatMessage, chat: { isOneOnOne: boolean; members: ChatMembers }): boolean;
  /** Whether names and addresses of members decide what matches. */
  needsMembers: boolean;
  limit: number;
}

/**
 * Looks for messages in the user's chats, those that may hold the newest ones first, a page of messages each and two
 * chats at a time. A chat that can't be read is counted; a limit of Microsoft's ends the scan where it can go on.
 * Rejects only where nothing at all could be read.
 */
export async function scanChats(from: ScanState, options: ScanOptions, context: ToolContext): Promise<ScanResult> {
  const { query, limit } = options;
  const { graph, now, reportProgress } = context;
  const endMs = now() + maxMs;
  const matching: ScannedMessage[] = [];
  const errors: unknown[] = [];
  let state = from;
  let reads = 0;
  let halt: ToolError | undefined;

  async function readTask(task: ChatTask): Promise<"stop" | undefined> {
    try {
      const page = await messagesBefore(task.id, task.beforeMs ?? query.beforeMs, graph);
      const members = options.needsMembers ? await membersOf(task.id, graph) : nobodyKnown;
      const chat = { isOneOnOne: task.isOneOnOne === true, members };
      const fitting = page.messages.filter((message) => options.matches(message, chat));
      matching.push(...fitting.map((message) => ({ task, message, members })));
      state = withDeeper(state, task, { nextBeforeMs: page.nextBeforeMs, afterMs: query.afterMs });
    } catch (error) {
      if (endsCall(error)) throw error;
      if (!isLimit(error)) {
        errors.push(error);
        return undefined;
      }
      halt = error;
      state = { ...state, tasks: [...state.tasks, task] };
      return "stop";
    }
    return undefined;
  }

  while (reads < maxReads && halt === undefined && now() < endMs && !isEnough(matching, limit, state)) {
    if (needsList(state)) {
      const listed = await listOrHalt(state, query, graph);
      if (listed instanceof ToolError) halt = listed;
      else state = listed;
      continue;
    }
    const batch = inOrder(state.tasks).slice(0, Math.min(2, maxReads - reads));
    if (batch.length === 0) break;
    reads += batch.length;
    state = { ...state, tasks: state.tasks.filter((task) => !batch.includes(task)) };
    await twoAtATime(batch, readTask);
    reportProgress({ progress: reads, message: `Read ${state.chatsScanned} of ${state.chatsListed} chats` });
  }
  if (errors.length > 0 && errors.length === reads) throw errors[0];

  const found = newestOf(matching, limit);
  state = withLeftovers(state, matching, found);
  const isOver = state.tasks.length === 0 && state.isListed && state.listLink === undefined;
  return {
    found,
    state,
    ...(!isOver && { stoppedBy: reasonOf(halt, found.length === limit, reads) }),
    retryAfterSeconds: halt?.details.retryAfterSeconds,
    failures: errors.map((error) => (error instanceof ToolError ? error.code : "unreadable")),
  };
}

function isLimit(error: unknown): error is ToolError {
  return error instanceof ToolError && error.code === "rate_limited";
}

/** Without a list there is no answer; without more of it there is. */
async function listOrHalt(state: ScanState, query: ChatQuery, graph: ToolContext["graph"]) {
  try {
    return await listMore(state, query, graph);
  } catch (error) {
    if (state.isListed && error instanceof ToolError && !endsCall(error)) return error;
    throw error;
  }
}

function reasonOf(halt: ToolError | undefined, isFull: boolean, reads: number): NonNullable<ScanResult["stoppedBy"]> {
  if (halt !== undefined) return halt.code === "rate_limited" ? "rate_limited" : "unavailable";
  if (isFull) return "limit";
  return reads >= maxReads ? "chats" : "time";
}

/** Whether nothing that is still to be read can be newer than what was found. */
function isEnough(matching: readonly ScannedMessage[], limit: number, state: ScanState): boolean {
  const last = matching.length < limit ? undefined : newestOf(matching, limit).at(-1);
  return last !== undefined && writtenMs(last) >= newestLeftMs(state);
}

function newestOf(matching: readonly ScannedMessage[], limit: number): ScannedMessage[] {
  return matching.toSorted((one, other) => writtenMs(other) - writtenMs(one)).slice(0, limit);
}

const writtenMs = ({ message }: ScannedMessage) => createdMs(message) ?? 0;

/** After a page of a chat: the rest of it is a task of its own. */
function withDeeper(
  state: ScanState,
  task: ChatTask,
  {
    nextBeforeMs,
    afterMs = Number.NEGATIVE_INFINITY,
  }: { nextBeforeMs: number | undefined; afterMs?: number | undefined },
): ScanState {
  const isFirst = task.beforeMs === undefined;
  const deeper =
    nextBeforeMs === undefined || nextBeforeMs <= afterMs
      ? []
      : [{ ...task, newestMs: nextBeforeMs - 1, beforeMs: nextBeforeMs }];
  return { ...state, tasks: [...state.tasks, ...deeper], chatsScanned: state.chatsScanned + (isFirst ? 1 : 0) };
}

/** Messages that no longer fit into the answer are read again for the next one, with all that is older in their chats. */
function withLeftovers(
  state: ScanState,
  matching: readonly ScannedMessage[],
  found: readonly ScannedMessage[],
): ScanState {
  const left = new Map<string, ChatTask>();
  for (const one of newestOf(matching, matching.length)) {
    const { task } = one;
    if (found.includes(one) || left.has(task.id)) continue;
    left.set(task.id, { ...task, newestMs: writtenMs(one), beforeMs: writtenMs(one) + 1 });
  }
  return { ...state, tasks: inOrder([...state.tasks.filter(({ id }) => !left.has(id)), ...left.values()]) };
}
