import { z } from "zod";
import { flags } from "#workers/tools/graph-values.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";

/** What is asked of Microsoft Search (https://learn.microsoft.com/graph/api/resources/searchrequest). */
interface SearchRequest {
  entityTypes: readonly string[];
  query: { queryString: string; queryTemplate?: string };
  /** The rank of the first hit, counted from 0, and how many hits are asked for. */
  from: number;
  size: number;
  [option: string]: unknown;
}

/**
 * Requests pages of Microsoft Search (https://learn.microsoft.com/graph/api/search-query), which accepts exactly one
 * search per request. `total` is the number of hits as the index estimates it.
 */
export function searchFor<Hit>(hit: z.ZodType<Hit>) {
  const container = z.object({
    hits: z.array(hit).nullish(),
    total: z.number().nullish().catch(undefined),
    ...flags("moreResultsAvailable"),
  });
  const response = z.object({ value: z.array(z.object({ hitsContainers: z.array(container).nullish() })) });
  return async (search: SearchRequest, graph: GraphDoor) => {
    const request = { path: ["search", "query"], body: { requests: [search] }, fromCaller: "query" as const };
    const { value } = await graph.post(request, response);
    const containers = value.flatMap(({ hitsContainers }) => hitsContainers ?? []);
    return {
      hits: containers.flatMap(({ hits }) => hits ?? []),
      total: containers[0]?.total ?? undefined,
      hasMore: containers.some(({ moreResultsAvailable }) => moreResultsAvailable === true),
    };
  };
}
