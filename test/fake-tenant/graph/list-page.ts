import type { GraphCall, GraphResult } from "./graph-call.ts";
import { badRequest } from "./graph-refusal.ts";
import { nextLink, offsetOf } from "./odata/next-link.ts";
import type { QueryOptions } from "./odata/query-options.ts";

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

/** Refuses OData options that a resource does not offer. */
export function refuseOptions(
  options: QueryOptions,
  refused: readonly ("filter" | "search" | "expand" | "orderBy" | "count")[],
): void {
  for (const name of refused) {
    const value = options[name];
    const given = Array.isArray(value) ? value.length > 0 : value !== null && value !== false;
    if (given)
      throw badRequest(
        `The query parameter '$${name === "orderBy" ? "orderby" : name}' is not supported on this resource.`,
      );
  }
}
