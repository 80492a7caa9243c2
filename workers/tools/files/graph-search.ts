import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { texts } from "#workers/tools/graph-values.ts";
import { hasCode } from "#workers/tools/optional-request.ts";
import { searchFor } from "#workers/tools/query/microsoft-search.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { type GraphDriveItem, graphDriveItem } from "./graph-drive.ts";

/** The `driveItem` or `listItem` of a hit. Which one depends on the item. */
const graphSearchResource = graphDriveItem.extend({
  ...texts("@odata.type", "title", "displayName"),
  /** Fields that were asked for, whatever the case of their names. */
  fields: z.record(z.string(), z.unknown()).nullish(),
});
export type GraphSearchResource = z.infer<typeof graphSearchResource>;

/** A field of a hit, by its name in lower case. */
export function fieldOf({ fields }: Pick<GraphSearchResource, "fields">, wanted: string): string | undefined {
  const [, value] = Object.entries(fields ?? {}).find(([name]) => name.toLowerCase() === wanted) ?? [];
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

const graphSearchHit = z.object({
  hitId: z.string(),
  ...texts("summary"),
  resource: graphSearchResource.nullish(),
});
export type GraphSearchHit = z.infer<typeof graphSearchHit>;

const searchForFiles = searchFor(graphSearchHit);

/** The largest number of pages of Microsoft Search for an answer. */
export const maxSearchPages = 5;

/** Identifies a hit. Ids of items are unique within their drive. */
export function keyOfHit({ hitId, resource }: GraphSearchHit): string {
  return `${resource?.parentReference?.driveId ?? ""} ${hitId}`;
}

export interface FileSearchRequest {
  entityTypes: readonly ("driveItem" | "list" | "listItem")[];
  queryString: string;
  queryTemplate: string | undefined;
  /** Order by the last change. Microsoft Search sorts by relevance only where no order is asked for. */
  order?: FileOrder | undefined;
}

/**
 * Microsoft Search refused a request: it doesn't understand the query (`invalid_input`), or it is not offered
 * (`unsupported_type`), as in China, where the answer may be a 400 too.
 */
class SearchRefused extends ToolError {}

/**
 * Whether an error of `searchPage` means that there is no Microsoft Search. A 400 doesn't tell: a query that can't be
 * wrong is asked for then.
 */
export async function isSearchMissing(error: unknown, graph: GraphDoor): Promise<boolean> {
  if (!(error instanceof SearchRefused)) return false;
  if (error.code === "unsupported_type") return true;
  const plain = { entityTypes: ["driveItem"], queryString: "a", queryTemplate: undefined } as const;
  try {
    await searchPage(graph, plain, { from: 0, size: 1 });
    return false;
  } catch (failure) {
    if (failure instanceof SearchRefused) return true;
    throw failure;
  }
}

function searchRefusal(error: unknown): unknown {
  if (!(error instanceof ToolError)) return error;
  if (error.code === "invalid_input") return new SearchRefused(error.code, error.message, error.details);
  if (error.code !== "not_found" && error.code !== "unsupported_type") return error;
  const message = "Microsoft Search is not available to this organisation, as in Microsoft's cloud in China.";
  return new SearchRefused("unsupported_type", message, error.details);
}

/** Requests one page of Microsoft Search for files. Rejects with `SearchRefused`. */
export async function searchPage(
  graph: GraphDoor,
  { entityTypes, queryString, queryTemplate, order }: FileSearchRequest,
  { from, size }: { from: number; size: number },
) {
  const query = queryTemplate === undefined ? { queryString } : { queryString, queryTemplate };
  const sort = order && { sortProperties: [{ name: "lastModifiedDateTime", isDescending: order === "newest" }] };
  const fields = entityTypes.includes("listItem") ? { fields: ["title", "ListID", "ListItemID"] } : {};
  const search = { entityTypes, query, from, size, ...sort, ...fields };
  return await searchForFiles(search, graph).catch((error: unknown) => Promise.reject(searchRefusal(error)));
}

/** The order of files by their last change. Without one they come in the order of their relevance. */
type FileOrder = "newest" | "oldest";

/** The items in this order; those without a time of change come last. Without an order as they are. */
export function inOrder<Item extends Pick<GraphDriveItem, "lastModifiedDateTime">>(
  items: readonly Item[],
  order: FileOrder | undefined,
): readonly Item[] {
  if (order === undefined) return items;
  const sign = order === "newest" ? -1 : 1;
  const timed = items.map((item) => ({ item, at: Date.parse(item.lastModifiedDateTime ?? "") }));
  const known = timed.filter(({ at }) => !Number.isNaN(at)).sort((one, other) => sign * (one.at - other.at));
  return [...known, ...timed.filter(({ at }) => Number.isNaN(at))].map(({ item }) => item);
}

/**
 * Microsoft Search refuses (400) to sort by what an organisation's search schema doesn't have as sortable
 * (https://learn.microsoft.com/graph/search-concept-sort). It is then asked without an order, and what was wrong with
 * the query itself is refused again. `unsorted` tells that a page came by relevance.
 */
export function askInOrder(graph: GraphDoor, request: FileSearchRequest) {
  let isUnsorted = false;
  const byRelevance = { ...request, order: undefined };
  return {
    async ask(range: { from: number; size: number }) {
      if (request.order === undefined || isUnsorted) return await searchPage(graph, byRelevance, range);
      try {
        return await searchPage(graph, request, range);
      } catch (error) {
        if (!hasCode(error, "invalid_input")) throw error;
        const page = await searchPage(graph, byRelevance, range);
        isUnsorted = true;
        return page;
      }
    },
    unsorted: () => isUnsorted && refusedOrder,
  };
}

const refusedOrder =
  "Microsoft Search refused to sort these: they come by relevance. Give afterDateTime or beforeDateTime instead of " +
  "order.";
