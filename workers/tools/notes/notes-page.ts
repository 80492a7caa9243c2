import type { z } from "zod";
import type { GraphDoor, GraphRequest } from "#workers/tools/tool-context.ts";
import { maxPageSize } from "./graph-notes.ts";

export interface NotesPage<Item> {
  items: Item[];
  /** The place of the next page in the list. Undefined on the last one. */
  next: number | undefined;
}

/**
 * A page of a list of OneNote, by its place in the list: `$skip` is documented, while links are promised only for lists
 * without `$top`, whose pages have 20 (https://learn.microsoft.com/graph/onenote-get-content).
 */
export async function notesPage<Item>(
  graph: Pick<GraphDoor, "getPage">,
  { request, itemSchema }: { request: GraphRequest; itemSchema: z.ZodType<Item> },
  place: number,
): Promise<NotesPage<Item>> {
  const query = { ...request.query, $top: maxPageSize, $skip: place === 0 ? undefined : place };
  const { items, nextLink } = await graph.getPage({ ...request, query }, itemSchema);
  const hasMore = nextLink !== undefined || items.length >= maxPageSize;
  return { items, next: hasMore && items.length > 0 ? place + items.length : undefined };
}
