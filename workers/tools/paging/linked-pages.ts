import type { z } from "zod";
import type { GraphDoor, GraphPage, GraphRequest } from "#workers/tools/tool-context.ts";
import { pageAt } from "./page-at.ts";

/** One page of a list, as it was at the time of the request. */
export interface ListPage<Item, Position> {
  items: readonly Item[];
  /** The position of the next page. Undefined on the last page. */
  next: Position | undefined;
  /**
   * The position of a page that starts at the item with this index. Absent or undefined where only Graph decides where
   * pages start; the page is then read again.
   */
  positionOf?(index: number): Position | undefined;
}

/** Pages as `read` gives them by Graph's links, from one of them or the first page on. */
export async function* pagesBy<Item>(
  read: (link: string | undefined) => Promise<GraphPage<Item>>,
  from: string | undefined,
): AsyncGenerator<ListPage<Item, string>> {
  let link = from;
  do {
    const page = await read(link);
    link = page.nextLink;
    yield { items: page.items, next: link };
  } while (link !== undefined);
}

/** The pages of a Graph collection, starting at a `nextLink` or at the first page. */
export const linkedPages = <Item>(
  graph: Pick<GraphDoor, "getPage" | "nextPage">,
  reading: { request: GraphRequest; itemSchema: z.ZodType<Item> },
  from: string | undefined,
) => pagesBy((link) => pageAt(graph, reading, link), from);

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
