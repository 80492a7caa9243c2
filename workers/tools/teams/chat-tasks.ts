import { z } from "zod";
import { present } from "#workers/tools/present.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ChatQuery } from "./chat-query.ts";
import { type GraphChat, graphChat } from "./graph-chat.ts";

/** A chat of which messages are still to be read. */
const chatTaskSchema = z.object({
  id: z.string(),
  /** No message that is still to be read is newer, Unix milliseconds; 0 where that isn't known. */
  newestMs: z.number(),
  /** Only what was written before is still to be read; absent = the search's own bound. */
  beforeMs: z.number().optional(),
  isOneOnOne: z.boolean().optional(),
});
export type ChatTask = z.infer<typeof chatTaskSchema>;

/** The way through the user's chats, as far as it has been gone. Travels in sealed cursors. */
export const scanStateSchema = z.object({
  tasks: z.array(chatTaskSchema),
  /** Where the list of chats goes on; absent when it is whole. */
  listLink: z.string().optional(),
  isListed: z.boolean(),
  /** No chat that is still to be listed has a newer message. */
  listedDownToMs: z.number(),
  chatsListed: z.number(),
  /** Chats that were read at least in part. */
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

/** More chats are listed only while there are few to read, so that a cursor stays short. */
const fewTasks = 40;
const chatsPerPage = 50;

/** The tasks whose messages may be the newest, first. */
export function inOrder(tasks: readonly ChatTask[]): ChatTask[] {
  return tasks.toSorted((one, other) => other.newestMs - one.newestMs);
}

/** No message that is still to be read, in a chat listed or not, is newer than this. */
export function newestLeftMs({ tasks, isListed, listLink, listedDownToMs }: ScanState): number {
  const isWhole = isListed && listLink === undefined;
  return Math.max(isWhole ? 0 : listedDownToMs, ...tasks.map(({ newestMs }) => newestMs));
}

/** Whether every chat was listed and read. */
export function isDone({ tasks, isListed, listLink }: ScanState): boolean {
  return tasks.length === 0 && isListed && listLink === undefined;
}

/** Whether chats that aren't listed yet may hold newer messages than those that are. */
export function needsList({ tasks, isListed, listLink, listedDownToMs }: ScanState): boolean {
  if (!isListed) return true;
  if (listLink === undefined || tasks.length > fewTasks) return false;
  return Math.max(0, ...tasks.map(({ newestMs }) => newestMs)) <= listedDownToMs;
}

/**
 * Lists more chats, those with the newest messages first. Chats that hold nothing in the range of time are left out,
 * since their newest message is older. A chat that gets a message before it was listed moves up, past this list.
 */
export async function listMore(
  state: ScanState,
  { afterMs, beforeMs = Number.MAX_SAFE_INTEGER }: ChatQuery,
  graph: ToolContext["graph"],
): Promise<ScanState> {
  const { listLink, ...listed } = state;
  const query = {
    $expand: "lastMessagePreview",
    $orderby: "lastMessagePreview/createdDateTime desc",
    $top: chatsPerPage,
  };
  const page =
    listLink === undefined
      ? await graph.getPage({ path: ["me", "chats"], query }, graphChat)
      : await graph.nextPage(listLink, graphChat);
  const tasks = page.items.map(taskOf);
  // A chat is listed again where others that got messages meanwhile have moved it on to this page.
  const known = new Set(state.tasks.map(({ id }) => id));
  const holding = tasks.filter(
    ({ id, newestMs }) => !known.has(id) && (afterMs === undefined || newestMs === 0 || newestMs >= afterMs),
  );
  const downToMs = Math.min(state.listedDownToMs, ...tasks.map(({ newestMs }) => newestMs));
  const goesOn = page.nextLink !== undefined && (afterMs === undefined || downToMs >= afterMs);
  return {
    ...listed,
    tasks: [...state.tasks, ...holding.map((task) => ({ ...task, newestMs: Math.min(task.newestMs, beforeMs) }))],
    isListed: true,
    listedDownToMs: downToMs,
    chatsListed: state.chatsListed + holding.length,
    ...present({ listLink: goesOn ? page.nextLink : undefined }),
  };
}

/** After a page of a chat was read: what is left of it, written before a moment, becomes a task of its own. */
export function withRest(
  state: ScanState,
  task: ChatTask,
  { beforeMs, afterMs = Number.NEGATIVE_INFINITY }: { beforeMs: number | undefined; afterMs?: number | undefined },
): ScanState {
  const isFirst = task.beforeMs === undefined;
  const rest = beforeMs === undefined || beforeMs <= afterMs ? [] : [{ ...task, newestMs: beforeMs - 1, beforeMs }];
  return { ...state, tasks: [...state.tasks, ...rest], chatsScanned: state.chatsScanned + (isFirst ? 1 : 0) };
}

function taskOf({ id, chatType, lastMessagePreview }: GraphChat): ChatTask {
  const newest = Date.parse(lastMessagePreview?.createdDateTime ?? "");
  return {
    id,
    newestMs: Number.isNaN(newest) ? 0 : newest,
    ...present({ isOneOnOne: chatType?.toLowerCase() === "oneonone" || undefined }),
  };
}
