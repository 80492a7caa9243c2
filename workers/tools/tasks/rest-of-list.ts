import type { z } from "zod";
import type { GraphDoor, GraphPage } from "#workers/tools/tool-context.ts";

/** The items of a list, from its first page to where it ends, or where no more may be asked for. */
export interface ReadList<Item> {
  items: Item[];
  isWhole: boolean;
}

/**
 * Reads on after the first page of a list while `mayGoOn` says so, which is asked before each request with the items of
 * the last page; empty pages count like others. An empty page that links to itself is the last one
 * (https://github.com/microsoftgraph/microsoft-graph-docs/issues/4897); any other link that comes again would repeat
 * what was read.
 */
export async function restOfList<Item>(
  first: GraphPage<Item>,
  { itemSchema, mayGoOn }: { itemSchema: z.ZodType<Item>; mayGoOn(items: readonly Item[]): boolean },
  graph: Pick<GraphDoor, "nextPage">,
): Promise<ReadList<Item>> {
  const items = [...first.items];
  const followed = new Set<string>();
  let page = first;
  while (page.nextLink !== undefined && !followed.has(page.nextLink) && mayGoOn(page.items)) {
    followed.add(page.nextLink);
    page = await graph.nextPage(page.nextLink, itemSchema);
    for (const item of page.items) items.push(item);
  }
  const isLast = page.nextLink === undefined || (page.items.length === 0 && followed.has(page.nextLink));
  return { items, isWhole: isLast };
}
