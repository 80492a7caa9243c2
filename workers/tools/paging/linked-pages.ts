import { z } from "zod";
import type { GraphDoor, GraphPage, GraphRequest } from "#workers/tools/tool-context.ts";

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

/** Pages as `read` gives them, from a position or the first page on. Each is read when it is asked for. */
export async function* pagesFrom<Item, Position>(
  from: Position | undefined,
  read: (position: Position | undefined) => Promise<ListPage<Item, Position>>,
): AsyncGenerator<ListPage<Item, Position>> {
  let position = from;
  do {
    const page = await read(position);
    position = page.next;
    yield page;
  } while (position !== undefined);
}

/** Pages as `read` gives them by Graph's links, from one of them or the first page on. */
export const pagesBy = <Item>(
  read: (link: string | undefined) => Promise<GraphPage<Item>>,
  from: string | undefined,
): AsyncGenerator<ListPage<Item, string>> =>
  pagesFrom(from, async (link) => {
    const { items, nextLink: next } = await read(link);
    return { items, next };
  });

/** A collection of Graph: the request for its first page. */
export interface GraphList<Item> {
  request: GraphRequest;
  itemSchema: z.ZodType<Item>;
}

/** The pages of a Graph collection, starting at a `nextLink` or at the first page. */
export const linkedPages = <Item>(graph: GraphDoor, list: GraphList<Item>, from: string | undefined) =>
  pagesBy((link) => pageAt(graph, list, link), from);

export interface WholeList<Item> {
  items: Item[];
  /** Whether these are all. */
  isWhole: boolean;
}

/** All items of a Graph collection, or those of its first `maxPages` pages. */
export async function wholeList<Item>(
  graph: GraphDoor,
  list: GraphList<Item>,
  maxPages: number,
): Promise<WholeList<Item>> {
  const items: Item[] = [];
  let pages = 0;
  for await (const { items: some, next } of linkedPages(graph, list, undefined)) {
    for (const item of some) items.push(item);
    pages += 1;
    if (pages === maxPages && next !== undefined) return { items, isWhole: false };
  }
  return { items, isWhole: true };
}

/** The options by which Graph's links go on in a list (https://learn.microsoft.com/graph/paging). */
const goesOnBy = /^(\$skip|\$skiptoken)=([\w.~-]+)$/;

/**
 * What a link of Graph adds to the request of its list, such as `$skip=10`: a cursor that holds a link is a quarter as
 * long with it. The link itself where it differs from the request in more than that.
 */
export function shortLink(link: string, { path, query = {} }: GraphRequest): string {
  const url = URL.parse(link);
  if (url === null || decoded(url.pathname) !== `/v1.0/${path.join("/")}`.toLowerCase()) return link;
  const left = new Map(url.searchParams);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (left.get(name) !== String(value)) return link;
    left.delete(name);
  }
  const [[name, value] = ["", ""], ...others] = left;
  const short = `${name}=${value}`;
  return others.length === 0 && goesOnBy.test(short) ? short : link;
}

/** The request for the page at a short link. Undefined for a link as Graph gave it. */
export function requestAtShortLink(link: string, { path, query, prefer }: GraphRequest): GraphRequest | undefined {
  const [, name, value] = goesOnBy.exec(link) ?? [];
  if (name === undefined) return undefined;
  return { path, query: { ...query, [name]: value }, ...(prefer && { prefer }), fromCaller: "cursor" };
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path).toLowerCase();
  } catch {
    return undefined;
  }
}

/** The largest number of empty pages in a row that are followed at once. Beyond it, the caller goes on by the link. */
const maxEmptyPages = 10;

/**
 * Requests the page at a `nextLink` of Graph, or the first page. A page can be empty without being the last one
 * (https://learn.microsoft.com/graph/paging), so empty pages are followed. An empty page that links to itself is the
 * last one (https://github.com/microsoftgraph/microsoft-graph-docs/issues/4897). Short links are followed too.
 */
export async function pageAt<Item>(
  graph: GraphDoor,
  { request, itemSchema }: GraphList<Item>,
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
  graph: GraphDoor,
  list: GraphList<Item>,
  link: string | undefined,
): Promise<GraphPage<Item>> {
  const page = await pageAt(graph, list, link);
  return page.nextLink === undefined ? page : { ...page, nextLink: shortLink(page.nextLink, list.request) };
}

/**
 * The first pages of several collections in one round trip (https://learn.microsoft.com/graph/paging): the page of
 * each, empty or not, or the error that `getPage` would reject with.
 */
export async function firstPages<Item>(
  requests: readonly GraphRequest[],
  itemSchema: z.ZodType<Item>,
  graph: GraphDoor,
): Promise<PromiseSettledResult<GraphPage<Item>>[]> {
  if (requests.length === 0) return [];
  const schema = z
    .object({ value: z.array(itemSchema), "@odata.nextLink": z.string().nullish() })
    .transform(({ value: items, "@odata.nextLink": link }) => ({ items, nextLink: link ?? undefined }));
  return await graph.getTogether(requests.map((request) => ({ request, schema })));
}

/** The same, with empty pages followed as `pageAt` does. */
export async function pagesTogether<Item>(
  requests: readonly GraphRequest[],
  itemSchema: z.ZodType<Item>,
  graph: GraphDoor,
): Promise<PromiseSettledResult<GraphPage<Item>>[]> {
  const results = await firstPages(requests, itemSchema, graph);
  return await Promise.allSettled(
    requests.map(async (request, index) => {
      const result = results[index];
      if (result?.status !== "fulfilled") throw result?.reason;
      const { items, nextLink } = result.value;
      if (items.length > 0 || nextLink === undefined) return result.value;
      return await pageAt(graph, { request, itemSchema }, nextLink);
    }),
  );
}
