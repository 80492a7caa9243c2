import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { listTargetIn } from "#common/tools/resource-uri/addresses/sharepoint-addresses.ts";
import type { sharepointSearch } from "#common/tools/sharepoint-search.ts";
import {
  isInRange,
  type RangeMs,
  rangeFields,
  rangeShape,
  readPastRange,
  shownRangeShape,
} from "#workers/tools/dates/date-range.ts";
import { dayMs } from "#workers/tools/dates/named-time.ts";
import { searchCursorSchema } from "#workers/tools/paging/search-cursor.ts";
import { walkStateSchema } from "#workers/tools/paging/walk-pages.ts";
import { personMeant } from "#workers/tools/person.ts";
import { checkKql, fileVocabulary } from "#workers/tools/query/check-kql.ts";
import {
  allOf,
  anyOf,
  checkedKqlSchema,
  type Kql,
  literal,
  noneOf,
  onDay,
  queryTemplate,
  wordsOf,
} from "#workers/tools/query/kql.ts";
import { trimmed, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { checkPlace } from "./file-address.ts";
import type { GraphDriveItem } from "./graph-drive.ts";
import type { FileSearchRequest } from "./graph-search.ts";
import { siteMeant } from "./site-meant.ts";

/** A search without words. */
const everything = "*";

/** A parsed search. Part of sealed cursors. */
export const fileQuerySchema = z.object({
  kql: checkedKqlSchema,
  fileType: z.string().optional(),
  author: z.string().optional(),
  folderName: z.string().optional(),
  /** Addresses of folders or sites, one of which must contain the item. */
  places: z.array(z.string()).optional(),
  ...rangeShape,
  /** Whether `folderName` was resolved to `places`. */
  isResolved: z.boolean().optional(),
  order: z.enum(["newest", "oldest"]).optional(),
  shown: z.object({ site: z.string().optional(), ...shownRangeShape }).optional(),
});
export type FileQuery = z.infer<typeof fileQuerySchema>;

export type FileSearchInput = z.output<typeof sharepointSearch.inputSchema>;

export const fileSearchSchema = searchCursorSchema({
  query: fileQuerySchema,
  /** A position is a rank in Microsoft Search, or a link in the user's own drive. */
  walk: walkStateSchema(z.union([z.number().int().nonnegative(), z.string()])),
  /** Set once Graph was found to have no Microsoft Search. */
  hasNoIndex: z.boolean().optional(),
});
export type FileSearch = z.infer<typeof fileSearchSchema>;

/** The search as it was understood, for the caller to verify. Undefined where an earlier answer said it. */
export function shownQuery(query: FileQuery, restrictions: string | undefined) {
  const { kql, folderName, places, order, shown } = query;
  if (shown === undefined) return undefined;
  return withoutEmpty({
    kql,
    restrictions,
    site: shown.site,
    folderName,
    places,
    after: shown.after,
    before: shown.before,
    order,
  });
}

/** Validates the parameters of a file search. Doesn't resolve `folderName` yet. @throws `invalid_input` */
export async function readFileQuery(input: Omit<FileSearchInput, "limit">, context: ToolContext): Promise<FileQuery> {
  // Braces mark variables in a query template. The index doesn't contain them.
  const kql = checkKql((trimmed(input.query) ?? everything).replace(/[{}]/g, " "), fileVocabulary);
  const [dates, site] = await Promise.all([readPastRange(input, context), siteMeant(input.site, context)]);
  const { range, shownRange } = rangeFields(dates);
  return withoutEmpty({
    kql,
    fileType: readFileType(input.fileType),
    author: readWords(await personMeant(input.author, context), "author"),
    folderName: readWords(input.folderName, "folderName"),
    places: site && [checkPlace(site.address, "site")],
    ...range,
    order: input.order === "relevance" ? undefined : input.order,
    shown: { site: site?.id === undefined ? undefined : site.shown, ...shownRange },
  });
}

function readFileType(text: string | undefined): string | undefined {
  const type = text
    ?.trim()
    .replace(/^\*?\./, "")
    .toLowerCase();
  if (!type) return undefined;
  if (/^[a-z0-9]{1,20}$/.test(type)) return type;
  throw new ToolError("invalid_input", `fileType: "${text}" is not a file extension, such as "pdf" or "docx".`);
}

function readWords(text: string | undefined, parameter: string): string | undefined {
  const value = text?.trim();
  if (!value) return undefined;
  if (wordsOf(value).length > 0) return value;
  throw new ToolError("invalid_input", `${parameter}: "${value}" has no letters to search for.`);
}

/** Whether lists and their items are searched: where they are asked for, or one of them is the place. */
export function isOfLists({ fileType, places = [] }: FileQuery): boolean {
  return fileType === listType || (fileType === undefined && places.some((place) => listTargetIn(place) !== undefined));
}

/** Value of `fileType` for lists, where extensions stand. */
export const listType = "list";

const conditions = ["fileType", "author", "folderName", "places", "afterMs", "beforeMs"] as const;

/** What to try where nothing was found, and what was not searched. */
export function emptyHint(query: FileQuery): string {
  const isMoreAsked = conditions.some((name) => query[name] !== undefined);
  const tries = [
    wordsOf(query.kql).length > 1 ? "fewer or other words" : "other words",
    ...(isMoreAsked ? ["fewer conditions"] : []),
  ];
  const lists = !isOfLists(query) && query.fileType === undefined ? "lists (fileType list finds them), " : "";
  return (
    `Try ${tries.join(", or ")}. Not searched: ${lists}what changed in the last minutes, pictures without text, and ` +
    "what this account can't open."
  );
}

/**
 * Plans a search: the caller's terms go to `queryString`, our restrictions to `queryTemplate`. `driveItem` covers
 * files, folders, pages and news (https://learn.microsoft.com/graph/search-concept-files).
 */
export function planFileSearch(query: FileQuery): FileSearchRequest {
  return {
    entityTypes: isOfLists(query) ? ["listItem", "list"] : ["driveItem"],
    queryString: query.kql,
    queryTemplate: queryTemplate(restrictionsOf(query)),
    order: query.order,
  };
}

/**
 * The conditions of a search by meaning, on properties that Microsoft names for it. Undefined if there are none. KQL
 * that is wrong would be passed over (https://learn.microsoft.com/microsoft-365-copilot/extensibility/api/ai-services/
 * retrieval/copilotroot-retrieval).
 */
export function retrievalFilter(query: FileQuery): string | undefined {
  return allOf(restrictionsOf(query, ["path"])) || undefined;
}

/** Files and pages are items of lists too, and libraries are lists. */
const libraryClasses = ["DocumentLibrary", "MySiteDocumentLibrary", "WebPageLibrary"].flatMap((library) => [
  `STS_ListItem_${library}`,
  `STS_List_${library}`,
]);

/** Date restrictions are a day wider than the range: the index compares days, and `wasChangedIn` compares exactly. */
function restrictionsOf(query: FileQuery, placeNames: readonly PlaceProperty[] = placeProperties): Kql[] {
  const { fileType, author, places, afterMs, beforeMs } = query;
  const all: Kql[] = [];
  if (isOfLists(query)) all.push(noneOf(libraryClasses.map((name) => literal("contentclass", name))));
  else if (fileType !== undefined) all.push(literal("filetype", fileType));
  if (author !== undefined) all.push(literal("author", author));
  if (places !== undefined) all.push(underPlaces(places, placeNames));
  if (afterMs !== undefined) all.push(onDay("LastModifiedTime", ">=", afterMs - dayMs));
  if (beforeMs !== undefined) all.push(onDay("LastModifiedTime", "<=", beforeMs + dayMs));
  return all;
}

/** Place properties: the `path` of media and unknown types is that of a form of the library, not of their folder. */
const placeProperties = ["path", "DocumentLink", "ParentLink"] as const;
type PlaceProperty = (typeof placeProperties)[number];

/**
 * Restricts a search to items at one of these URLs or below
 * (https://learn.microsoft.com/microsoft-365/compliance/use-content-search-for-targeted-collections).
 */
export function underPlaces(places: readonly string[], names: readonly PlaceProperty[] = placeProperties): Kql {
  return anyOf(places.flatMap((place) => names.map((name) => literal(name, place))));
}

/** Whether an item was modified in the range. An unknown time is only in the unlimited range. */
export const wasChangedIn = ({ lastModifiedDateTime }: GraphDriveItem, range: RangeMs): boolean =>
  isInRange(Date.parse(lastModifiedDateTime ?? ""), range);
