import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { answer } from "#test/fake-tenant/graph/list-page.ts";
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

/** The answer of /search/query for one request. Without hits their list is left out, not empty. */
export function searchResult(call: GraphCall, asked: SearchRequest, { hits, total, more }: HitPage): GraphResult {
  const ranked = hits.map(({ hitId, ...rest }, index) => ({ hitId, rank: asked.from + index + 1, ...rest }));
  const container = { ...(hits.length > 0 && { hits: ranked }), total, moreResultsAvailable: more };
  const searchTerms = asked.queryString.match(/[\p{L}\p{N}_]+/gu) ?? [];
  return answer(call, "Collection(microsoft.graph.searchResponse)", {
    value: [{ searchTerms, hitsContainers: [container] }],
  });
}
