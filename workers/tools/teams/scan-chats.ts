import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { endsCall, hasCode } from "#workers/tools/optional-request.ts";
import type { ListPage } from "#workers/tools/paging/linked-pages.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { chatsPage, expandedMembers, type KnownMembers, membersOfChats, unknownMembers } from "./chat-members.ts";
import { type ChatPage, createdMs, messagesOfChats } from "./chat-page.ts";
import type { ChatMembers } from "./chat-people.ts";
import type { GraphChat, GraphChatMessage } from "./graph-chat.ts";

/** A chat with messages that are still to be read. */
const chatTaskSchema = z.object({
  id: z.string(),
  /** An upper bound for the time of those messages, in Unix milliseconds; 0 if unknown. */
  newestMs: z.number(),
  /** Time before which messages are still to be read. Absent: the bound of the search applies. */
  beforeMs: z.number().optional(),
  isOneOnOne: z.boolean().optional(),
  /** Whether an answer before could not read it. */
  hasFailed: z.boolean().optional(),
});
type ChatTask = z.infer<typeof chatTaskSchema>;

/** The state of a scan of the user's chats. Part of sealed cursors. */
export const scanStateSchema = z.object({
  tasks: z.array(chatTaskSchema),
  /** The next page of the list of chats. Absent when the list is complete. */
  listLink: z.string().optional(),
  isListed: z.boolean(),
  /** An upper bound for the time of the messages in chats that are not listed yet. */
  listedDownToMs: z.number(),
  chatsListed: z.number(),
  /** The number of chats that were read at least in part. */
  chatsScanned: z.number(),
});
export type ScanState = z.infer<typeof scanStateSchema>;

export const scanStart: ScanState = {
  tasks: [],
  isListed: false,
  listedDownToMs: Number.MAX_SAFE_INTEGER,
  chatsListed: 0,
  chatsScanned: 0,
};

export function scanOf(chatId: string): ScanState {
  const isOneOnOne = chatId.endsWith("@unq.gbl.spaces") || undefined;
  const task = { id: chatId, newestMs: Number.MAX_SAFE_INTEGER, ...withoutEmpty({ isOneOnOne }) };
  return { ...scanStart, tasks: [task], isListed: true, listedDownToMs: 0, chatsListed: 1 };
}

/** Sorts tasks by the newest message that they can have. */
function inOrder(tasks: readonly ChatTask[]): ChatTask[] {
  return tasks.toSorted((one, other) => other.newestMs - one.newestMs);
}

const newestOf = (tasks: readonly ChatTask[]) => Math.max(0, ...tasks.map(({ newestMs }) => newestMs));
const isWholeList = ({ isListed, listLink }: ScanState) => isListed && listLink === undefined;

/** Whether all chats were listed and read. */
const isDone = (state: ScanState) => state.tasks.length === 0 && isWholeList(state);

/** More chats are listed only while there are at most this many tasks, to keep cursors short. */
const fewTasks = 40;
const chatsPerPage = 50;

/** Whether chats that are not listed yet can have newer messages than the listed ones. */
function needsList(state: ScanState): boolean {
  if (!state.isListed) return true;
  if (isWholeList(state) || state.tasks.length > fewTasks) return false;
  return newestOf(state.tasks) <= state.listedDownToMs;
}

export interface ScannedMessage {
  task: ChatTask;
  message: GraphChatMessage;
  members: ChatMembers;
  hasAllMembers: boolean;
}

/** The messages that are newer than everything that is still to be read. */
function settled(found: readonly ScannedMessage[], state: ScanState): ScannedMessage[] {
  const leftMs = Math.max(isWholeList(state) ? 0 : state.listedDownToMs, newestOf(state.tasks));
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
  /** The time of writing that is asked for, in Unix milliseconds: from the first on, before the second. */
  range: { afterMs?: number | undefined; beforeMs?: number | undefined };
  /** Selects the messages of a page of a chat that match the search. */
  matching(
    messages: readonly GraphChatMessage[],
    chat: { isOneOnOne: boolean; members: ChatMembers },
  ): Promise<GraphChatMessage[]>;
  /** Whether `matching` needs the names and addresses of members. */
  needsMembers: boolean;
  /** The number of matching messages after which the scan pauses. */
  wanted: number;
  context: Pick<ToolContext, "graph" | "now" | "reportProgress">;
}

/** A scan for one answer, which is updated while its pages are read. */
export interface Scan extends ScanOptions {
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

export function startScan(state: ScanState, options: ScanOptions): Scan {
  const endMs = options.context.now() + maxMs;
  return { ...options, state, members: new Map(), reads: 0, lists: 0, errors: [], toRetry: [], givenUp: 0, endMs };
}

/** Why a scan ended before all chats were read. */
export function reasonToStop({ state, halt, reads, lists }: Scan): "chats" | "time" | "rate_limited" | "unavailable" {
  if (halt !== undefined) return halt.code === "rate_limited" ? "rate_limited" : "unavailable";
  if (isDone(state)) return "unavailable";
  return reads >= maxReads || lists >= maxLists ? "chats" : "time";
}

/**
 * Pages of matching messages in the user's chats, newest first. Reads the chats that can have the newest messages
 * first, a page of messages each and several chats at a time, until the `wanted` newest matches are known. A chat that
 * can't be read is counted. Throttling ends the scan in a state from which it can continue. Rejects only if nothing at
 * all could be read.
 */
export async function* scanChats(scan: Scan): AsyncGenerator<ListPage<ScannedMessage, ScanState>> {
  let found: ScannedMessage[] = [];
  for (;;) {
    while (!isOver(scan) && settled(found, scan.state).length < scan.wanted) {
      if (needsList(scan.state)) await listChats(scan);
      else found.push(...(await readBatch(scan)));
    }
    const isLast = isOver(scan);
    const { state, errors, reads, toRetry, givenUp } = scan;
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
    found = [...rest];
  }
}

function isOver({ state, reads, lists, halt, endMs, context }: Scan): boolean {
  const isEnough = reads >= maxReads || (lists >= maxLists && needsList(state));
  return isEnough || halt !== undefined || context.now() >= endMs || isDone(state);
}

/**
 * Lists more chats with their members, sorted by their newest message. Chats whose newest message is older than the
 * range are left out. An error ends the scan, unless nothing was listed before: then it rejects.
 * Limit: a chat that gets a message before it was listed moves towards the beginning and is not listed any more.
 */
async function listChats(scan: Scan): Promise<void> {
  scan.lists += 1;
  const { listLink, ...listed } = scan.state;
  const { afterMs, beforeMs = Number.MAX_SAFE_INTEGER } = scan.range;
  const page = await chatsPage({ $top: chatsPerPage, withPreviews: true }, scan.context.graph, listLink).catch(
    (error: unknown) => {
      if (!listed.isListed || !(error instanceof ToolError) || endsCall(error)) throw error;
      scan.halt = error;
    },
  );
  if (page === undefined) return;
  const tasks = page.items.map(taskOf);
  // New messages in other chats can move a chat to this page that was listed before.
  const known = new Set(listed.tasks.map(({ id }) => id));
  const holding = tasks.filter(
    ({ id, newestMs }) => !known.has(id) && (afterMs === undefined || newestMs === 0 || newestMs >= afterMs),
  );
  const downToMs = Math.min(listed.listedDownToMs, ...tasks.map(({ newestMs }) => newestMs));
  const goesOn = afterMs === undefined || downToMs >= afterMs;
  scan.state = {
    ...listed,
    tasks: [...listed.tasks, ...holding.map((task) => ({ ...task, newestMs: Math.min(task.newestMs, beforeMs) }))],
    isListed: true,
    listedDownToMs: downToMs,
    chatsListed: listed.chatsListed + holding.length,
    ...withoutEmpty({ listLink: goesOn ? page.nextLink : undefined }),
  };
  for (const chat of page.items) scan.members.set(chat.id, expandedMembers(chat));
}

function taskOf({ id, chatType, lastMessagePreview }: GraphChat): ChatTask {
  const isOneOnOne = chatType?.toLowerCase() === "oneonone" || undefined;
  return { id, newestMs: Date.parse(lastMessagePreview?.createdDateTime ?? "") || 0, ...withoutEmpty({ isOneOnOne }) };
}

/** The number of chats that are read first, with one request. Often they have enough. */
const firstReads = 5;

/**
 * Reads one page of each of the chats that can have the newest messages, and at the same time their members, where they
 * are needed. Puts aside what can't be read.
 */
async function readBatch(scan: Scan): Promise<ScannedMessage[]> {
  const { range, needsMembers, context } = scan;
  const { tasks } = scan.state;
  const most = scan.reads === 0 ? firstReads : maxReads - scan.reads;
  const batch = inOrder(tasks).slice(0, most);
  scan.reads += batch.length;
  scan.state = { ...scan.state, tasks: tasks.filter((task) => !batch.includes(task)) };
  const unknown = batch.filter(({ id }) => needsMembers && scan.members.get(id)?.areAll !== true);
  const [pages, members] = await Promise.all([
    messagesOfChats(
      batch.map(({ id, beforeMs }) => ({ chatId: id, beforeMs: beforeMs ?? range.beforeMs })),
      context.graph,
    ),
    membersOfChats(
      unknown.map(({ id }) => id),
      context.graph,
    ),
  ]);
  const readable: { task: ChatTask; page: ChatPage }[] = [];
  for (const [index, task] of batch.entries()) {
    const [page, known] = [pages[index], members.get(task.id)];
    if (known?.status === "fulfilled") scan.members.set(task.id, known.value);
    const failed = [page, known].find((one) => one?.status === "rejected");
    if (failed === undefined && page?.status === "fulfilled") readable.push({ task, page: page.value });
    else putAside(task, failed?.status === "rejected" ? failed.reason : undefined, scan);
  }
  const found: ScannedMessage[] = [];
  // Messages are compared when it is known that no error ends the call.
  for (const { task, page } of readable) found.push(...(await takePage(task, page, scan)));
  const { chatsScanned, chatsListed } = scan.state;
  context.reportProgress({ progress: scan.reads, message: `Read ${chatsScanned} of ${chatsListed} chats` });
  return found;
}

/**
 * A chat that was throttled is read later, and ends the scan for this answer. Others count as failed; those that
 * Microsoft 365 could not serve are tried once more by the next answer.
 */
function putAside(task: ChatTask, error: unknown, scan: Scan): void {
  if (endsCall(error)) throw error;
  if (hasCode(error, "rate_limited")) {
    scan.halt = error;
    scan.state = { ...scan.state, tasks: [...scan.state.tasks, task] };
    return;
  }
  scan.errors.push(error);
  if (task.hasFailed === true) scan.givenUp += 1;
  else if (hasCode(error, "unavailable")) scan.toRetry.push({ ...task, hasFailed: true });
}

/**
 * The matching messages on a page of a chat. The rest of the chat, written before those, becomes a task, whose next
 * failure is a first one.
 */
async function takePage(
  { hasFailed: _before, ...task }: ChatTask,
  { messages, nextBeforeMs: beforeMs }: ChatPage,
  scan: Scan,
): Promise<ScannedMessage[]> {
  const { state, range, matching } = scan;
  const isOver = beforeMs === undefined || beforeMs <= (range.afterMs ?? Number.NEGATIVE_INFINITY);
  scan.state = {
    ...state,
    tasks: [...state.tasks, ...(isOver ? [] : [{ ...task, newestMs: beforeMs - 1, beforeMs }])],
    chatsScanned: state.chatsScanned + (task.beforeMs === undefined ? 1 : 0),
  };
  const { members, areAll } = scan.members.get(task.id) ?? unknownMembers;
  const found = await matching(messages, { isOneOnOne: task.isOneOnOne === true, members });
  return found.map((message) => ({ task, message, members, hasAllMembers: areAll }));
}
