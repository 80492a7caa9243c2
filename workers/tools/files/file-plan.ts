import type { CheckedKql, Kql } from "#workers/tools/query/kql.ts";
import { renderKql, renderQueryTemplate } from "#workers/tools/query/kql.ts";
import { graphDay } from "#workers/tools/query/odata.ts";
import { type FileQuery, isOfLists } from "./file-query.ts";
import type { GraphDriveItem } from "./graph-drive.ts";
import type { FileSearchRequest } from "./graph-search.ts";

const dayMs = 24 * 3_600_000;

/**
 * Plans a search: the caller's terms go to `queryString`, our restrictions to `queryTemplate`. `driveItem` covers
 * files, folders, pages and news (https://learn.microsoft.com/graph/search-concept-files).
 */
export function planFileSearch(query: FileQuery): FileSearchRequest {
  return {
    entityTypes: isOfLists(query) ? ["listItem", "list"] : ["driveItem"],
    queryString: query.kql as CheckedKql,
    queryTemplate: renderQueryTemplate(restrictionsOf(query)),
    order: query.order,
  };
}

/**
 * The conditions of a search by meaning, on properties that Microsoft names for it. Undefined if there are none. KQL
 * that is wrong would be passed over (https://learn.microsoft.com/microsoft-365-copilot/extensibility/api/ai-services/
 * retrieval/copilotroot-retrieval).
 */
export function retrievalFilter(query: FileQuery): string | undefined {
  const all = restrictionsOf(query, ["path"]);
  return all.length === 0 ? undefined : renderKql({ kind: "and", all });
}

/** Files and pages are items of lists too, and libraries are lists. */
const libraryClasses = ["DocumentLibrary", "MySiteDocumentLibrary", "WebPageLibrary"].flatMap((library) => [
  `STS_ListItem_${library}`,
  `STS_List_${library}`,
]);

const contentClass = (text: string): Kql => ({ kind: "literal", property: "contentclass", text });

/** Date restrictions are a day wider than the range, because the index compares days. `isInRange` compares exactly. */
function restrictionsOf(query: FileQuery, placeNames: readonly PlaceProperty[] = placeProperties): Kql[] {
  const { fileType, author, places, afterMs, beforeMs } = query;
  const all: Kql[] = [];
  if (isOfLists(query)) all.push({ kind: "none", of: libraryClasses.map(contentClass) });
  else if (fileType !== undefined) all.push({ kind: "literal", property: "filetype", text: fileType });
  if (author !== undefined) all.push({ kind: "literal", property: "author", text: author });
  if (places !== undefined) all.push(underPlaces(places, placeNames));
  if (afterMs !== undefined) all.push(day(">=", afterMs - dayMs));
  if (beforeMs !== undefined) all.push(day("<=", beforeMs + dayMs));
  return all;
}

/** For media and files of unknown types, `path` is in the index that of a form of the library, not of their folder. */
const placeProperties = ["path", "DocumentLink", "ParentLink"] as const;
type PlaceProperty = (typeof placeProperties)[number];

/**
 * Restricts a search to items at one of these URLs or below
 * (https://learn.microsoft.com/microsoft-365/compliance/use-content-search-for-targeted-collections).
 */
export function underPlaces(places: readonly string[], names: readonly PlaceProperty[] = placeProperties): Kql {
  const any = places.flatMap((text) => names.map((property): Kql => ({ kind: "literal", property, text })));
  return { kind: "or", any };
}

function day(operator: ">=" | "<=", unixMs: number): Kql {
  return { kind: "day", property: "LastModifiedTime", operator, day: graphDay(unixMs) };
}

/** Whether an item was modified in the range. An unknown time is only in the unlimited range. */
export function isInRange({ lastModifiedDateTime }: GraphDriveItem, { afterMs, beforeMs }: FileQuery): boolean {
  if (afterMs === undefined && beforeMs === undefined) return true;
  const unixMs = Date.parse(lastModifiedDateTime ?? "");
  return unixMs >= (afterMs ?? Number.NEGATIVE_INFINITY) && unixMs < (beforeMs ?? Number.POSITIVE_INFINITY);
}
