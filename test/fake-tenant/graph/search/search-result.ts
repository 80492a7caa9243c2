import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import type { SearchRequest } from "./search-request.ts";

export interface Hit {
  hitId: string;
  summary: string;
  resource: Record<string, unknown>;
}

export interface HitPage {
  hits: Hit[];
  total: number;
  more: boolean;
}

/** The answer of /search/query for one request. */
export function searchResult(call: GraphCall, asked: SearchRequest, page: HitPage): GraphResult {
  const { graphBaseUrl } = call.world.endpoints;
  return {
    body: JSON.stringify({
      "@odata.context": `${graphBaseUrl}/v1.0/$metadata#Collection(microsoft.graph.searchResponse)`,
      value: [
        {
          searchTerms: asked.queryString.match(/[\p{L}\p{N}_]+/gu) ?? [],
          hitsContainers: [
            {
              // Without hits the list is left out, not empty.
              ...(page.hits.length === 0
                ? {}
                : {
                    hits: page.hits.map((hit, index) => ({
                      hitId: hit.hitId,
                      rank: asked.from + index + 1,
                      ...rest(hit),
                    })),
                  }),
              total: page.total,
              moreResultsAvailable: page.more,
            },
          ],
        },
      ],
    }),
  };
}

const rest = ({ summary, resource }: Hit) => ({ summary, resource });
