import type { z } from "zod";
import type { GraphDoor, GraphRequest } from "#workers/tools/tool-context.ts";
import { linkedPages } from "./linked-pages.ts";

export interface WholeList<Item> {
  items: Item[];
  /** Whether these are all. */
  isWhole: boolean;
}

/** All items of a Graph collection, or those of its first `maxPages` pages. */
export async function wholeList<Item>(
  graph: Pick<GraphDoor, "getPage" | "nextPage">,
  reading: { request: GraphRequest; itemSchema: z.ZodType<Item> },
  maxPages: number,
): Promise<WholeList<Item>> {
  const items: Item[] = [];
  let pages = 0;
  for await (const { items: some, next } of linkedPages(graph, reading, undefined)) {
    for (const item of some) items.push(item);
    pages += 1;
    if (pages === maxPages && next !== undefined) return { items, isWhole: false };
  }
  return { items, isWhole: true };
}
