import { pageAt, pagesTogether } from "#workers/tools/paging/linked-pages.ts";
import { timeFilters } from "#workers/tools/query/odata.ts";
import type { GraphPage, GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import { type GraphChatMessage, graphChatMessage, withEvents } from "./graph-chat.ts";

/** The largest page size that Graph accepts. */
const pageSize = 50;

export interface ChatPage {
  /** Newest first. */
  messages: GraphChatMessage[];
  /** Messages written before this time, in Unix milliseconds, remain. Undefined if none does. */
  nextBeforeMs: number | undefined;
}

/** Beginning of a page of a chat's messages: the newest one, or the newest written before a time. */
export interface ChatPosition {
  chatId: string;
  beforeMs: number | undefined;
}

/** The newest messages of a chat, or the newest written before a time. */
export async function messagesBefore(position: ChatPosition, graph: ToolContext["graph"]): Promise<ChatPage> {
  const reading = { request: pageRequest(position), itemSchema: graphChatMessage };
  return chatPage(await pageAt(graph, reading, undefined), position);
}

/** `messagesBefore` for several chats in one round trip: the page of each, or the error that it would reject with. */
export async function messagesOfChats(
  positions: readonly ChatPosition[],
  graph: ToolContext["graph"],
): Promise<PromiseSettledResult<ChatPage>[]> {
  const pages = await pagesTogether(positions.map(pageRequest), graphChatMessage, graph);
  return pages.map((page, index) =>
    page.status === "fulfilled" ? { ...page, value: chatPage(page.value, positions[index]) } : page,
  );
}

/**
 * Graph applies the filter only if `$orderby` has the same property
 * (https://learn.microsoft.com/graph/api/chat-list-messages).
 */
function pageRequest({ chatId, beforeMs }: ChatPosition): GraphRequest {
  const [$filter] = timeFilters("createdDateTime", { beforeMs });
  const query = { $top: pageSize, $orderby: "createdDateTime desc", $filter };
  return { path: ["chats", chatId, "messages"], query, prefer: withEvents, fromCaller: "id" };
}

function chatPage(page: GraphPage<GraphChatMessage>, position: ChatPosition | undefined): ChatPage {
  const oldest = Math.min(...page.items.map((message) => createdMs(message) ?? Number.POSITIVE_INFINITY));
  const goesOn = page.nextLink !== undefined && oldest < (position?.beforeMs ?? Number.POSITIVE_INFINITY);
  return { messages: page.items, nextBeforeMs: goesOn ? oldest : undefined };
}

/** The time of writing in Unix milliseconds. Teams uses it as the id. */
export function createdMs(message: Pick<GraphChatMessage, "id" | "createdDateTime">): number | undefined {
  const written = Date.parse(message.createdDateTime ?? "");
  if (!Number.isNaN(written)) return written;
  return /^\d{13}$/.test(message.id) ? Number(message.id) : undefined;
}
