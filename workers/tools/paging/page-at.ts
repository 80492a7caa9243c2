import type { z } from "zod";
import type { GraphDoor, GraphPage, GraphRequest } from "#workers/tools/tool-context.ts";

/** Requests the page at a `nextLink` of Graph, or the first page. */
export function pageAt<Item>(
  graph: Pick<GraphDoor, "getPage" | "nextPage">,
  { request, itemSchema }: { request: GraphRequest; itemSchema: z.ZodType<Item> },
  link: string | undefined,
): Promise<GraphPage<Item>> {
  const { prefer } = request;
  if (link === undefined) return graph.getPage(request, itemSchema);
  return graph.nextPage(link, itemSchema, prefer && { prefer });
}
