import { createHash } from "node:crypto";
import type { GraphCall, GraphResult } from "./graph-call.ts";
import { badRequest } from "./graph-refusal.ts";
import { type QueryOptions, readQueryOptions } from "./odata/query-options.ts";

interface ListPage<T> {
  items: T[];
  links: Record<string, string>;
}

/** Where a page begins, by `$skip` or by the token of a link, and the link to the page after it. */
export function placeOfPage(
  { world, path, request, caller }: GraphCall,
  { skipToken, skip, top }: QueryOptions,
  owner = caller.user.id,
) {
  const page = { graphBaseUrl: world.endpoints.graphBaseUrl, path, query: request.query, owner };
  const offset = skipToken === null ? skip : offsetOf(page, skipToken);
  const linksIf = (hasMore: boolean): Record<string, string> =>
    hasMore ? { "@odata.nextLink": nextLink(page, offset + top) } : {};
  return { offset, linksIf };
}

/** One page of what is somebody's; default the caller's. */
export function pageOf<T>(call: GraphCall, options: QueryOptions, all: readonly T[], owner?: string): ListPage<T> {
  const { offset, linksIf } = placeOfPage(call, options, owner);
  const end = offset + options.top;
  return { items: all.slice(offset, end), links: linksIf(end < all.length) };
}

/** One page of a list that is only walked by its links: `$skip` is refused, as in SharePoint and Teams. */
export function pageOfList<T>(call: GraphCall, options: QueryOptions, all: readonly T[]): ListPage<T> {
  if (options.skip > 0)
    throw badRequest(
      "$skip is not supported on this API. Only URLs returned by the API can be used to page.",
      "invalidRequest",
    );
  return pageOf(call, options, all);
}

/** `$metadata` address for `@odata.context`. */
const contextOf = ({ world }: GraphCall, what: string): string =>
  `${world.endpoints.graphBaseUrl}/v1.0/$metadata#${what}`;

/** An answer in JSON. */
export const answer = (call: GraphCall, what: string, body: object, applied: string[] = []): GraphResult => ({
  body: JSON.stringify({ "@odata.context": contextOf(call, what), ...body }),
  applied,
});

/** An answer of one thing, whose JSON is there as text. */
export const answerOfText = (call: GraphCall, what: string, json: string, applied: string[] = []): GraphResult => ({
  body: `{"@odata.context":${JSON.stringify(contextOf(call, what))},${json.slice(1)}`,
  applied,
});

/** An answer of a list, whose items are there as text. */
export function answerOfTexts(
  call: GraphCall,
  what: string,
  { items, applied, ...head }: { items: readonly string[]; applied?: string[] },
): GraphResult {
  const json = JSON.stringify({ ...head, value: [] }).slice(0, -"]}".length);
  return answerOfText(call, what, `${json}${items.join(",")}]}`, applied);
}

const refusable = ["filter", "search", "expand", "orderBy", "count"] as const;

/** The options of a request. Beside `$select` and pages, a resource offers those that it names; others are refused. */
export function optionsOf(
  call: GraphCall,
  limits: { defaultTop: number; maxTop: number },
  ...offered: (typeof refusable)[number][]
): QueryOptions {
  const options = readQueryOptions(call.request.query, limits);
  for (const name of refusable.filter((one) => !offered.includes(one))) {
    const value = options[name];
    const isGiven = Array.isArray(value) ? value.length > 0 : value !== null && value !== false;
    if (isGiven) throw badRequest(`The query parameter '$${name.toLowerCase()}' is not supported on this resource.`);
  }
  return options;
}

interface PageRequest {
  graphBaseUrl: string;
  /** The path after /v1.0, as sent. */
  path: string;
  query: URLSearchParams;
  /** Whose data is paged: a token of another mailbox or query is refused. */
  owner: string;
}

/** What a token is good for: this owner and these options, nothing else. */
function fingerprint(page: PageRequest): string {
  const options = [...page.query].filter(
    ([name]) => name.toLowerCase() !== "$skiptoken" && name.toLowerCase() !== "$skip",
  );
  options.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([page.owner, page.path.toLowerCase(), options]))
    .digest("base64url")
    .slice(0, 22);
}

/**
 * The absolute `@odata.nextLink` at an offset. Its token is opaque and only works when the link is followed verbatim.
 */
function nextLink(page: PageRequest, offset: number): string {
  const query = new URLSearchParams(page.query);
  query.delete("$skip");
  query.set("$skiptoken", Buffer.from(`${offset}.${fingerprint(page)}`).toString("base64url"));
  return `${page.graphBaseUrl}/v1.0${page.path}?${query.toString().replaceAll("+", "%20")}`;
}

/** The offset that a `$skiptoken` stands for; refused when the token belongs to another user or query. */
function offsetOf(page: PageRequest, skipToken: string): number {
  const [offset, owner] = Buffer.from(skipToken, "base64url").toString("utf8").split(".");
  if (offset === undefined || !/^\d+$/.test(offset) || owner !== fingerprint(page)) {
    throw badRequest("Badly formed token.");
  }
  return Number(offset);
}

const mark = "empty.";

/** The empty page between a list's first page and the others, when the request's link leads to it. */
export function emptyPage({ world, request, path }: GraphCall): GraphResult | undefined {
  const token = request.query.get("$skiptoken") ?? "";
  if (!token.startsWith(mark)) return undefined;
  const query = new URLSearchParams(request.query);
  query.set("$skiptoken", token.slice(mark.length));
  const link = `${world.endpoints.graphBaseUrl}/v1.0${path}?${query.toString().replaceAll("+", "%20")}`;
  return { body: JSON.stringify({ "@odata.nextLink": link, value: [] }) };
}

/** The first page of a list, with a link to an empty page where it had one to the second page. */
export function linkedToEmptyPage(result: GraphResult, { world, request }: GraphCall): GraphResult {
  const { body } = result;
  if (!world.behaviour.emptyPages || request.query.has("$skiptoken") || typeof body !== "string") return result;
  const marked = body.replace(/("@odata\.nextLink":"[^"]*?(?:%24|\$)skiptoken=)/, `$1${mark}`);
  return { ...result, body: marked };
}
