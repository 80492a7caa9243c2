import { decodePercent } from "#common/tools/resource-uri/decode-percent.ts";
import { linkedPages } from "#workers/tools/paging/linked-pages.ts";
import { type Walk, walkPages } from "#workers/tools/paging/walk-pages.ts";
import type { WalkState } from "#workers/tools/paging/walk-state.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { checkPlace, isAtPlace } from "./file-address.ts";
import { personIn } from "./file-hit.ts";
import { isInPlaces, isInRange } from "./file-plan.ts";
import type { FileQuery } from "./file-query.ts";
import { extensionOf, type GraphDriveItem, graphDriveItem, selectForItem } from "./graph-drive.ts";
import { ownDriveSearch } from "./own-drive-path.ts";

const pageSize = 100;
/** The largest number of pages for an answer. */
const maxPages = 5;

/** Walks the results of a search in the user's own OneDrive until `limit` items match. */
export async function walkOwnDrive(
  query: FileQuery,
  { text, from, limit, graph }: { text: string; from: WalkState<string>; limit: number; graph: GraphDoor },
): Promise<Walk<GraphDriveItem, string>> {
  const request = { path: ownDriveSearch(text), query: { $top: pageSize, $select: selectForItem } };
  return await walkPages({
    pages: (link) => linkedPages(graph, { request, itemSchema: graphDriveItem }, link),
    idOf: ({ id }) => id,
    isHit: (item) => isWanted(item, query),
    from,
    limit,
    maxPages,
    lookAhead: "none",
  });
}

function isWanted(item: GraphDriveItem, query: FileQuery): boolean {
  const { fileType, author, folderName } = query;
  if (fileType !== undefined && extensionOf(item.name ?? "") !== fileType) return false;
  if (author !== undefined && !isBy(item, author)) return false;
  if (folderName !== undefined && !isInFolder(item, folderName)) return false;
  return isInRange(item, query) && isInPlaces(item, query);
}

function isBy({ createdBy, lastModifiedBy }: GraphDriveItem, author: string): boolean {
  const wanted = author.toLowerCase();
  return [personIn(createdBy), personIn(lastModifiedBy)].some(
    (person) => person?.name?.toLowerCase().includes(wanted) || person?.address?.toLowerCase() === wanted,
  );
}

/** Compares addresses, because a search in a drive doesn't always return paths. */
function isInFolder({ webUrl }: GraphDriveItem, folderName: string): boolean {
  if (folderName.startsWith("https:")) return isAtPlace(webUrl, checkPlace(folderName, "folderName"));
  const path = URL.parse(webUrl ?? "")?.pathname ?? "";
  const above = (decodePercent(path) ?? path).split("/").slice(0, -1);
  return `${above.join("/")}/`.toLowerCase().includes(`/${folderName.replace(/^\/+|\/+$/g, "").toLowerCase()}/`);
}
