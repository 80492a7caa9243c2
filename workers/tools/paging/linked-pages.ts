import type { z } from "zod";
import type { GraphDoor, GraphRequest } from "#workers/tools/tool-context.ts";
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
    link = page.nextLink;
    yield { items: page.items, next: link };
  } while (link !== undefined);
}
