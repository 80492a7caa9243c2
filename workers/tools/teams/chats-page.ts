import { ToolError } from "#common/errors.ts";
import { pageAt } from "#workers/tools/paging/page-at.ts";
import type { GraphDoor, GraphPage } from "#workers/tools/tool-context.ts";
import { type GraphChat, graphChat } from "./graph-chat.ts";

/** Of busy people Graph takes 7 to 12 s for 20 chats with members (msteams-docs #8959, microsoft-graph-docs #9908). */
const fewChats = 20;

/** How the own chats are listed. */
interface ChatsAsked {
  $top: number;
  /** With the newest messages, and in their order. Chat.ReadBasic does not cover them. */
  withPreviews: boolean;
}

/**
 * A page of the own chats with their members. Where that is too much for Graph, a smaller page, and then one without
 * members, which every chat lacks.
 */
export async function chatsPage(
  { $top, withPreviews }: ChatsAsked,
  graph: Pick<GraphDoor, "getPage" | "nextPage">,
  link: string | undefined,
): Promise<GraphPage<GraphChat>> {
  const previews = withPreviews ? ["lastMessagePreview"] : [];
  const requestFor = (size: number, expanded: readonly string[], hasFallback: boolean) => ({
    path: ["me", "chats"],
    query: {
      $expand: expanded.join(",") || undefined,
      $orderby: withPreviews ? "lastMessagePreview/createdDateTime desc" : undefined,
      $top: size,
    },
    hasFallback,
  });
  const members = ["members", ...previews];
  if (link !== undefined) {
    return await pageAt(graph, { request: requestFor($top, members, false), itemSchema: graphChat }, link);
  }
  const sizes = $top > fewChats ? [$top, fewChats] : [$top];
  for (const size of sizes) {
    try {
      return await pageAt(graph, { request: requestFor(size, members, true), itemSchema: graphChat }, undefined);
    } catch (error) {
      if (!(error instanceof ToolError) || error.code !== "too_large") throw error;
    }
  }
  return await pageAt(graph, { request: requestFor($top, previews, false), itemSchema: graphChat }, undefined);
}
