import type { z } from "zod";
import type { GraphDoor, GraphPage, GraphRequest } from "#workers/tools/tool-context.ts";
import { requestAtShortLink, shortLink } from "./short-link.ts";

/** The largest number of empty pages in a row that are followed at once. Beyond it, the caller goes on by the link. */
const maxEmptyPages = 10;

/**
 * Requests the page at a `nextLink` of Graph, or the first page. A page can be empty without being the last one
 * (https://learn.microsoft.com/graph/paging), so empty pages are followed. An empty page that links to itself is the
 * last one (https://github.com/microsoftgraph/microsoft-graph-docs/issues/4897). Short links are followed too.
 */
export async function pageAt<Item>(
  graph: Pick<GraphDoor, "getPage" | "nextPage">,
  { request, itemSchema }: { request: GraphRequest; itemSchema: z.ZodType<Item> },
  link: string | undefined,
): Promise<GraphPage<Item>> {
  const { prefer } = request;
  const next = (from: string) => {
    const short = requestAtShortLink(from, request);
    return short ? graph.getPage(short, itemSchema) : graph.nextPage(from, itemSchema, prefer && { prefer });
  };
  let here = link;
  let page = here === undefined ? await graph.getPage(request, itemSchema) : await next(here);
  for (let empty = 0; page.items.length === 0 && page.nextLink !== undefined; empty += 1) {
    if (page.nextLink === here || shortLink(page.nextLink, request) === here) return { items: [], nextLink: undefined };
    if (empty === maxEmptyPages) break;
    here = page.nextLink;
    page = await next(here);
  }
  return page;
}

/**
 * The same for a list whose request never changes, whoever goes on with it and when: its link comes as a short one, if
 * it can be.
 */
export async function pageWithShortLink<Item>(
  graph: Pick<GraphDoor, "getPage" | "nextPage">,
  list: { request: GraphRequest; itemSchema: z.ZodType<Item> },
  link: string | undefined,
): Promise<GraphPage<Item>> {
  const page = await pageAt(graph, list, link);
  return page.nextLink === undefined ? page : { ...page, nextLink: shortLink(page.nextLink, list.request) };
}
