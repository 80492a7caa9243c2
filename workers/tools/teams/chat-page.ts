import { pageAt } from "#workers/tools/paging/page-at.ts";
import { renderFilter } from "#workers/tools/query/odata.ts";
import type { GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import { type GraphChatMessage, graphChatMessage, withEvents } from "./graph-chat-message.ts";

/** The largest page size that Graph accepts. */
const pageSize = 50;

export interface ChatPage {
  /** Newest first. */
  messages: GraphChatMessage[];
  /** Messages written before this time, in Unix milliseconds, remain. Undefined if none does. */
  nextBeforeMs: number | undefined;
}

/**
 * The newest messages of a chat, or the newest written before a time. Graph applies the filter only if `$orderby` has
 * the same property (https://learn.microsoft.com/graph/api/chat-list-messages).
 */
export async function messagesBefore(
  chatId: string,
  beforeMs: number | undefined,
  graph: ToolContext["graph"],
): Promise<ChatPage> {
  const $filter =
    beforeMs === undefined
      ? undefined
      : renderFilter({ kind: "time", property: "createdDateTime", operator: "lt", unixMs: beforeMs });
  const query = { $top: pageSize, $orderby: "createdDateTime desc", $filter };
  const path = ["chats", chatId, "messages"];
  const request: GraphRequest = { path, query, prefer: withEvents, fromCaller: "id" };
  const page = await pageAt(graph, { request, itemSchema: graphChatMessage }, undefined);
  const oldest = Math.min(...page.items.map((message) => createdMs(message) ?? Number.POSITIVE_INFINITY));
  const goesOn = page.nextLink !== undefined && oldest < (beforeMs ?? Number.POSITIVE_INFINITY);
  return { messages: page.items, nextBeforeMs: goesOn ? oldest : undefined };
}

/** The time of writing in Unix milliseconds. Teams uses it as the id. */
export function createdMs({
  id,
  createdDateTime,
}: Pick<GraphChatMessage, "id" | "createdDateTime">): number | undefined {
  const written = Date.parse(createdDateTime ?? "");
  if (!Number.isNaN(written)) return written;
  return /^\d{13}$/.test(id) ? Number(id) : undefined;
}
