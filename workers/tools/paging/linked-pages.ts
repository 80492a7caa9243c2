import type { z } from "zod";
import type { GraphDoor, GraphPage, GraphRequest } from "#workers/tools/tool-context.ts";
import type { ListPage } from "./list-page.ts";
import { pageAt } from "./page-at.ts";

/** The pages of a Graph collection, starting at a `nextLink` or at the first page. */
export async function* linkedPages<Item>(
  graph: Pick<GraphDoor, "getPage" | "nextPage">,
  { request, itemSchema }: { request: GraphRequest; itemSchema: z.ZodType<Item> },
  from: string | undefined,
): AsyncGenerator<ListPage<Item, string>> {
  let link = from;
  do {
    const page = await pageAt(graph, { request, itemSchema }, link);
    link = linkAfter(page, link);
    yield { items: page.items, next: link };
  } while (link !== undefined);
}

/**
 * The link of a page that was read through `link`. An empty page can link to itself: it is the last one
 * (https://github.com/microsoftgraph/microsoft-graph-docs/issues/4897).
 */
export function linkAfter({ items, nextLink }: GraphPage<unknown>, link: string | undefined): string | undefined {
  return items.length === 0 && nextLink === link ? undefined : nextLink;
}
