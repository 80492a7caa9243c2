import { ToolError } from "#common/errors.ts";
import type { Incomplete } from "#common/tools/schemas/results.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { type FileSearchRequest, type SearchPage, searchPage } from "./graph-search.ts";

/**
 * Microsoft Search refuses (400) to sort by what an organisation's search schema doesn't have as sortable
 * (https://learn.microsoft.com/graph/search-concept-sort). It is then asked without an order, and what was wrong with
 * the query itself is refused again. `unsorted` tells that a page came by relevance.
 */
export function askInOrder(graph: GraphDoor, request: FileSearchRequest) {
  let isUnsorted = false;
  const byRelevance = { ...request, order: undefined };
  return {
    async ask(range: { from: number; size: number }): Promise<SearchPage> {
      if (request.order === undefined || isUnsorted) return await searchPage(graph, byRelevance, range);
      try {
        return await searchPage(graph, request, range);
      } catch (error) {
        if (!(error instanceof ToolError) || error.code !== "invalid_input") throw error;
        const page = await searchPage(graph, byRelevance, range);
        isUnsorted = true;
        return page;
      }
    },
    unsorted: () => (isUnsorted ? refusedOrder : undefined),
  };
}

const refusedOrder: Incomplete = {
  reason:
    "Microsoft Search refused to sort these: they come by relevance. Give afterDateTime or beforeDateTime instead of " +
    "order.",
};
