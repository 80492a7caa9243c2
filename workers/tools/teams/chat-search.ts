import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import type { chatMessageSearch } from "#common/tools/chat-message-search.ts";
import { parseResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { readPastRange } from "#workers/tools/dates/date-range.ts";
import { searchCursorSchema } from "#workers/tools/paging/search-cursor.ts";
import { walkStateSchema } from "#workers/tools/paging/walk-pages.ts";
import { checkMailAddress, personMeant } from "#workers/tools/person.ts";
import { chatVocabulary, checkKql, tokeniseKql } from "#workers/tools/query/check-kql.ts";
import type { CheckedKql } from "#workers/tools/query/kql.ts";
import { trimmed, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { chatsPage } from "./chat-members.ts";
import type { GraphChat } from "./graph-chat.ts";

/** A parsed search. Part of sealed cursors. */
const chatQuerySchema = z.object({
  /** Undefined if any text matches. */
  kql: z.string().optional(),
  sender: z.string().optional(),
  recipient: z.string().optional(),
  /** Written at or after this time, in Unix milliseconds. */
  afterMs: z.number().optional(),
  /** The only chat to search in. */
  chatId: z.string().optional(),
  /** The only channel to search in. */
  channelId: z.string().optional(),
  /** Written before this time, in Unix milliseconds. */
  beforeMs: z.number().optional(),
  shown: z.object({ after: z.string().optional(), before: z.string().optional() }).optional(),
});
export type ChatQuery = z.infer<typeof chatQuerySchema>;

export type ChatSearchInput = z.output<typeof chatMessageSearch.inputSchema>;

/** Validates the parameters of a chat search. Rejects with `invalid_input`. */
export async function readChatQuery(
  input: ChatSearchInput,
  context: Pick<ToolContext, "now" | "timeZone" | "ownAddresses" | "userId">,
): Promise<ChatQuery> {
  const text = trimmed(input.query) ?? "*";
  const kql = text === "*" ? undefined : await withOneself(checkKql(text, chatVocabulary), context);
  const { after, before } = await readPastRange(input, context);
  return {
    ...withoutEmpty({
      kql,
      sender: checkedPerson(await personMeant(input.sender, context), "sender"),
      recipient: checkedPerson(await personMeant(input.recipient, context), "recipient"),
      afterMs: after?.unixMs,
      beforeMs: before?.unixMs,
      ...placeNamed(trimmed(input.chatUri)),
    }),
    shown: { after: after?.interpretation, before: before?.interpretation },
  };
}

/** The chat or channel of a uri, which may be that of a message in it. @throws `invalid_input` */
function placeNamed(uri: string | undefined): Pick<ChatQuery, "chatId" | "channelId"> {
  if (uri === undefined) return {};
  const resource = parseResourceUri(uri);
  if ("chatId" in resource) return { chatId: resource.chatId };
  if ("channelId" in resource) return { channelId: resource.channelId };
  throw new ToolError(
    "invalid_input",
    "chatUri: this is no uri of a chat or channel. Take one from teams_list_chats, teams_list_channels or a hit.",
  );
}

/** The query with the user's address, and in `mentions` the id, in place of "me". */
async function withOneself(
  kql: CheckedKql,
  { ownAddresses, userId }: Pick<ToolContext, "ownAddresses" | "userId">,
): Promise<CheckedKql> {
  const own = withValue(kql, ["mentions"], userId.replaceAll("-", ""));
  if (withValue(own, ["from", "to"], "") === own) return own;
  const [address] = await ownAddresses();
  return address === undefined ? own : withValue(own, ["from", "to"], address);
}

/** The query with this value in place of "me" in each restriction of these properties. */
function withValue(kql: CheckedKql, properties: readonly string[], value: string): CheckedKql {
  const tokens = tokeniseKql(kql, chatVocabulary);
  return tokens.reduceRight((text, token) => {
    if (token.kind !== "restriction" || !properties.includes(token.property)) return text;
    const [whole, begin] = /^(.*?[:=])"?me"?$/is.exec(token.text) ?? [];
    if (whole === undefined) return text;
    return text.slice(0, token.at) + begin + value + text.slice(token.at + whole.length);
  }, kql as string) as CheckedKql;
}

/** Whether a time of writing lies in the range. An unknown time lies only in the unlimited range. */
export function isInRange(writtenMs: number | undefined, { afterMs, beforeMs }: ChatQuery): boolean {
  if (afterMs === undefined && beforeMs === undefined) return true;
  if (writtenMs === undefined) return false;
  return writtenMs >= (afterMs ?? Number.NEGATIVE_INFINITY) && writtenMs < (beforeMs ?? Number.POSITIVE_INFINITY);
}

/** The search as it was understood, for the caller to verify. Undefined where an earlier answer said it. */
export function shownQuery({ sender, recipient, chatId, channelId, shown }: ChatQuery, kql: string | undefined) {
  if (shown === undefined) return undefined;
  const place = chatId ? "one chat" : channelId && "one channel";
  return withoutEmpty({ kql, sender, recipient, in: place, after: shown.after, before: shown.before });
}

function checkedPerson(given: string | undefined, parameter: string): string | undefined {
  return given?.includes("@") ? checkMailAddress(given, parameter) : given;
}

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
export type ChatTask = z.infer<typeof chatTaskSchema>;

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

/** More chats are listed only while there are at most this many tasks, to keep cursors short. */
const fewTasks = 40;
const chatsPerPage = 50;

/** Sorts tasks by the newest message that they can have. */
export function inOrder(tasks: readonly ChatTask[]): ChatTask[] {
  return tasks.toSorted((one, other) => other.newestMs - one.newestMs);
}

/** An upper bound for the time of all messages that are still to be read. */
export function newestLeftMs({ tasks, isListed, listLink, listedDownToMs }: ScanState): number {
  const isWhole = isListed && listLink === undefined;
  return Math.max(isWhole ? 0 : listedDownToMs, ...tasks.map(({ newestMs }) => newestMs));
}

/** Whether all chats were listed and read. */
export function isDone({ tasks, isListed, listLink }: ScanState): boolean {
  return tasks.length === 0 && isListed && listLink === undefined;
}

/** Whether chats that are not listed yet can have newer messages than the listed ones. */
export function needsList({ tasks, isListed, listLink, listedDownToMs }: ScanState): boolean {
  if (!isListed) return true;
  if (listLink === undefined || tasks.length > fewTasks) return false;
  return Math.max(0, ...tasks.map(({ newestMs }) => newestMs)) <= listedDownToMs;
}

/**
 * Lists more chats with their members, sorted by their newest message. Chats whose newest message is older than the
 * range are left out.
 * Limit: a chat that gets a message before it was listed moves towards the beginning and is not listed any more.
 */
export async function listMore(
  state: ScanState,
  { afterMs, beforeMs = Number.MAX_SAFE_INTEGER }: ChatQuery,
  graph: ToolContext["graph"],
): Promise<{ state: ScanState; chats: readonly GraphChat[] }> {
  const { listLink, ...listed } = state;
  const page = await chatsPage({ $top: chatsPerPage, withPreviews: true }, graph, listLink);
  const tasks = page.items.map(taskOf);
  // New messages in other chats can move a chat to this page that was listed before.
  const known = new Set(state.tasks.map(({ id }) => id));
  const holding = tasks.filter(
    ({ id, newestMs }) => !known.has(id) && (afterMs === undefined || newestMs === 0 || newestMs >= afterMs),
  );
  const downToMs = Math.min(state.listedDownToMs, ...tasks.map(({ newestMs }) => newestMs));
  const goesOn = afterMs === undefined || downToMs >= afterMs;
  const more = {
    ...listed,
    tasks: [...state.tasks, ...holding.map((task) => ({ ...task, newestMs: Math.min(task.newestMs, beforeMs) }))],
    isListed: true,
    listedDownToMs: downToMs,
    chatsListed: state.chatsListed + holding.length,
    ...withoutEmpty({ listLink: goesOn ? page.nextLink : undefined }),
  };
  return { state: more, chats: page.items };
}

/** The state after a page of a chat. The rest of the chat, written before `beforeMs`, becomes a task. */
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
    ...withoutEmpty({ isOneOnOne: chatType?.toLowerCase() === "oneonone" || undefined }),
  };
}

export const chatSearchSchema = searchCursorSchema({
  query: chatQuerySchema,
  progress: z.discriminatedUnion("in", [
    z.strictObject({ in: z.literal("ranking"), walk: walkStateSchema(z.number().int().nonnegative()) }),
    z.strictObject({ in: z.literal("chats"), walk: walkStateSchema(scanStateSchema) }),
    /** The list of chats, with Chat.ReadBasic alone. */
    z.strictObject({ in: z.literal("list"), walk: walkStateSchema(z.string()) }),
  ]),
});
export type ChatSearch = z.infer<typeof chatSearchSchema>;
