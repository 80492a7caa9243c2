import type { GraphCall } from "./graph-call.ts";
import { badRequest } from "./graph-refusal.ts";
import { nextLink, offsetOf } from "./odata/next-link.ts";
import type { QueryOptions } from "./odata/query-options.ts";

/** One page of a list that is only walked by its links: `$skip` is refused, as in SharePoint and Teams. */
export function pageOfList<T>(
  call: GraphCall,
  options: QueryOptions,
  all: readonly T[],
): { items: T[]; links: Record<string, string> } {
  if (options.skip > 0)
    throw badRequest(
      "$skip is not supported on this API. Only URLs returned by the API can be used to page.",
      "invalidRequest",
    );
  const { world, request, caller } = call;
  const page = {
    graphBaseUrl: world.endpoints.graphBaseUrl,
    path: call.path,
    query: request.query,
    owner: caller.user.id,
  };
  const offset = options.skipToken === null ? 0 : offsetOf(page, options.skipToken);
  const end = offset + options.top;
  return {
    items: all.slice(offset, end),
    links: end < all.length ? { "@odata.nextLink": nextLink(page, end) } : {},
  };
}

/** `$metadata` address for `@odata.context`. */
export const contextOf = ({ world }: GraphCall, what: string): string =>
  `${world.endpoints.graphBaseUrl}/v1.0/$metadata#${what}`;

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
