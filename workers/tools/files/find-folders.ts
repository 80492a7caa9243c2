import { ToolError } from "#common/errors.ts";
import { decodePercent, sharePointAddress } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { countedWith, quotedPath } from "#workers/text/short-text.ts";
import { isRefused, undefinedIfFailed } from "#workers/tools/optional-request.ts";
import { pageAt } from "#workers/tools/paging/linked-pages.ts";
import type { Gap } from "#workers/tools/paging/short-answer.ts";
import { type RankedHit, type Walk, type WalkState, walkRanking, walkStart } from "#workers/tools/paging/walk-pages.ts";
import { beginnings, type Kql, queryTemplate, wordsOf } from "#workers/tools/query/kql.ts";
import type { GraphDoor, GraphRead } from "#workers/tools/tool-context.ts";
import { isInOneDrive, isNotToBeHad } from "./file-access.ts";
import { checkPlace, indexedAddress, isWithin } from "./file-address.ts";
import { nameOfItem } from "./file-hit.ts";
import { type FileQuery, underPlaces } from "./file-query.ts";
import { type GraphDriveItem, graphDriveItem, kindOfItem, selectForItem } from "./graph-drive.ts";
import {
  type FileSearchRequest,
  type GraphSearchHit,
  type GraphSearchResource,
  keyOfHit,
  maxSearchPages,
  searchPage,
} from "./graph-search.ts";
import { isInPlaces, isOwnAddress } from "./item-place.ts";

/** The largest number of hits per answer of which a drive is asked whether they are folders. */
const maxAsked = 50;
const pageSize = maxAsked;
/** Words that are compared. What is asked for can have hundreds, and so can the names of a thousand folders. */
const comparedWords = 20;

// IsContainer is on no page about Microsoft Search. The ids of all content types of folders begin with 0x0120.
const foldersOnly = ["IsDocument:false", "(IsContainer:true OR ContentTypeId:0x0120*)"] as Kql[];

/** Plans a search for folders by prefixes of words, because callers often give parts of names. Empty: all folders. */
export function planFolderSearch(name: string, places?: readonly string[]): FileSearchRequest {
  return {
    entityTypes: ["driveItem"],
    queryString: name === "" ? "*" : beginnings(name),
    queryTemplate: queryTemplate([...foldersOnly, ...(places === undefined ? [] : [underPlaces(places)])]),
  };
}

/** A walk through folders, and what it could not judge. */
export type FolderWalk = Walk<RankedHit<GraphSearchHit>, number> & { unjudged?: string };

/** Finds folders whose names have all words of `name`. `keeps` is a further condition. */
export async function findFolders(
  graph: GraphDoor,
  options: {
    name: string;
    places?: readonly string[] | undefined;
    from: WalkState<number>;
    limit: number;
    keeps?(folder: GraphSearchResource): boolean;
  },
): Promise<FolderWalk> {
  const { name, places, from, limit, keeps } = options;
  const request = planFolderSearch(name, places);
  const asked = new Map<string, boolean | "unknown">();
  const unknown = new Set<string>();
  const isWanted = ({ resource }: GraphSearchHit) =>
    resource != null &&
    isNamed(resource, name) &&
    isInPlaces(resource.webUrl, { places }) !== false &&
    keeps?.(resource) !== false;
  const walk = await walkRanking({
    async ask(from) {
      const page = await searchPage(graph, request, { from, size: pageSize });
      const unsure = page.hits
        .filter((hit) => isWanted(hit) && isFolder(hit) === undefined)
        .slice(0, maxAsked - asked.size);
      const found = await graph.getTogether(unsure.map(readOfHit));
      for (const [at, hit] of unsure.entries()) asked.set(keyOfHit(hit), isFolderIn(found[at]));
      return page;
    },
    idOf: keyOfHit,
    isHit(hit) {
      if (!isWanted(hit)) return false;
      const key = keyOfHit(hit);
      const verdict = isFolder(hit) ?? asked.get(key) ?? "stop";
      if (verdict !== "unknown") return verdict;
      unknown.add(key);
      return false;
    },
    from,
    limit,
    maxPages: maxSearchPages,
  });
  return unknown.size === 0 ? walk : { ...walk, unjudged: unjudged(unknown.size) };
}

function unjudged(hits: number): string {
  const which = hits === 1 ? "1 match is left out, since its" : `${hits} matches are left out, since their`;
  return `${which} drive does not tell this account whether it has a folder there.`;
}

/**
 * Whether a hit is a folder. Undefined if only its drive can tell. Without facets it is one, since only folders,
 * libraries and lists are found, and of these only a folder has an address of its own.
 */
function isFolder({ resource }: GraphSearchHit): boolean | undefined {
  const kind = kindOfItem(resource ?? {});
  if (kind !== undefined) return kind === "folder";
  if (isOwnAddress(resource?.webUrl) && (resource?.size ?? 0) === 0) return true;
  return resource?.parentReference?.driveId == null ? false : undefined;
}

function readOfHit({ hitId, resource }: GraphSearchHit): GraphRead<GraphDriveItem> {
  const path = ["drives", resource?.parentReference?.driveId ?? "", "items", resource?.id ?? hitId];
  return { request: { path, query: { $select: selectForItem }, fromCaller: "id" }, schema: graphDriveItem };
}

/** Whether an item of a drive is a folder; unknown for one that is deleted or not accessible. */
function isFolderIn(result: PromiseSettledResult<GraphDriveItem> | undefined): boolean | "unknown" {
  if (result?.status === "fulfilled") return kindOfItem(result.value) === "folder";
  if (result !== undefined && !isNotToBeHad(result.reason)) throw result.reason;
  return "unknown";
}

/** Whether each word of `wanted` is the prefix of a word in the folder's name. */
export function isNamed(folder: GraphSearchResource, wanted: string): boolean {
  const own = nameOfItem(folder);
  if (own.toLowerCase().includes(wanted.trim().toLowerCase())) return true;
  const words = wordsOf(own);
  const parts = [...new Set(wordsOf(wanted))].slice(0, comparedWords);
  return parts.every((part) => words.some((word) => word.startsWith(part)));
}

/**
 * The path in Graph of a search in the user's own OneDrive (https://learn.microsoft.com/graph/api/driveitem-search).
 * The text is part of an OData literal: quotes are doubled, and slashes, which would end the path segment, become
 * spaces.
 */
export function ownDriveSearch(text: string): readonly string[] {
  const literal = text.replace(/[/\\]/g, " ").replaceAll("'", "''");
  return ["me", "drive", "root", `search(q='${literal}')`];
}

const maxItems = 999;

/** Items of the user's own OneDrive, and what of them was not looked at. */
export interface OwnItems {
  items: GraphDriveItem[];
  incomplete?: string | undefined;
}

/** Finds folders in the user's own OneDrive: by a search, which may find no folders, and among those at its top. */
export async function ownFoldersNamed(name: string, graph: GraphDoor): Promise<OwnItems> {
  const [top, found] = await Promise.all([topFoldersNamed(name, graph), ownItemsAt(ownDriveSearch(name), graph)]);
  const folders = new Map([...found.items, ...top.items].map((item) => [item.id, item]));
  const items = [...folders.values()].filter((item) => isFolderNamed(item, name));
  return { items, incomplete: found.incomplete ?? top.incomplete };
}

/** The folders at the top of the user's own OneDrive whose names have all words of `name`. */
export async function topFoldersNamed(name: string, graph: GraphDoor): Promise<OwnItems> {
  const { items, incomplete } = await ownItemsAt(["me", "drive", "root", "children"], graph);
  const which = items.length === 1 ? "only the first item was" : `only the first ${items.length} items were`;
  const gap = incomplete && `At the top of the user's own OneDrive, ${which} searched for folders with that name.`;
  return { items: items.filter((item) => isFolderNamed(item, name)), incomplete: gap };
}

function isFolderNamed(item: GraphDriveItem, name: string): boolean {
  return kindOfItem(item) === "folder" && isNamed(item, name);
}

/** The first page of a list in the user's own OneDrive. Empty if the user has none. */
export async function ownItemsAt(path: readonly string[], graph: GraphDoor): Promise<OwnItems> {
  try {
    const request = { path, query: { $top: maxItems, $select: selectForItem }, fromCaller: "query" as const };
    const page = await pageAt(graph, { request, itemSchema: graphDriveItem }, undefined);
    return { items: page.items, incomplete: page.nextLink === undefined ? undefined : cut(page.items.length) };
  } catch (error) {
    if (isRefused(error)) return { items: [] };
    throw error;
  }
}

const cut = (items: number) =>
  `In the user's own OneDrive, only ${countedWith("were", items, "items")} looked at; give more of the name.`;

/** The largest number of folders with the same name that a search is restricted to. */
const maxPlaces = 10;
/**
 * The largest length of their addresses together. A query has each of them three times, beside the caller's own, and at
 * most 4,096 characters
 * (https://learn.microsoft.com/sharepoint/dev/general-development/keyword-query-language-kql-syntax-reference).
 */
const maxAddressCharacters = 800;

/**
 * Resolves the folder of a query to addresses, inside its site if it has one. A folder is given by its address, its
 * name, or the end of its path, such as `Reports/2026`. Rejects with `not_found`.
 */
export async function placesNamed(query: FileQuery, graph: GraphDoor): Promise<{ query: FileQuery; incomplete?: Gap }> {
  const { folderName, places: site } = query;
  if (folderName === undefined || query.isResolved) return { query };
  if (/^https:/i.test(folderName)) {
    const place = checkPlace(folderName, "folderName");
    if (site !== undefined && !site.some((above) => isWithin(place, above))) {
      throw new ToolError("invalid_input", "folderName: this address is not below site. Leave one of them out.");
    }
    return { query: { ...query, places: [place], isResolved: true } };
  }
  const path = partsOfPath(folderName);
  const found = await findFolders(graph, {
    name: path.at(-1) ?? folderName,
    places: site,
    from: walkStart(),
    limit: maxPlaces + 1,
    keeps: ({ webUrl }) => endsWith(webUrl, path),
  });
  const all = found.hits
    .flatMap(({ hit }) => sharePointAddress(hit.resource?.webUrl ?? "")?.href ?? [])
    .map((address) => checkPlace(address, "folderName"));
  const places = fitting(all);
  if (places.length === 0) {
    const near = await foldersLike({ name: path.at(-1) ?? "", places: site }, graph);
    throw new ToolError(
      "not_found",
      `folderName: no folder "${folderName}" was found. ${near ?? "Give another name, or its https address."}`,
    );
  }
  const isMore = all.length > places.length || found.next !== undefined;
  return {
    query: { ...query, places, isResolved: true },
    incomplete:
      isMore &&
      `More than ${places.length} folders may be called "${folderName}"; only those in effectiveQuery.places were ` +
        "searched. Pass a folder's https address, or site.",
  };
}

/** The beginning of a word by which folders of a similar name are found. */
const beginning = 3;
const maxLike = 15;

/**
 * Names folders that there are, where none has the wanted name: those of the site, or else those with a word that
 * begins like its own. Undefined if there are none.
 */
export async function foldersLike(
  { name, places }: { name: string; places?: readonly string[] | undefined },
  graph: GraphDoor,
): Promise<string | undefined> {
  const [word = ""] = wordsOf(name).sort((one, other) => other.length - one.length);
  const like = places === undefined ? Array.from(word).slice(0, beginning).join("") : "";
  if (places === undefined && like === "") return undefined;
  const walk = await undefinedIfFailed(() =>
    findFolders(graph, {
      name: like,
      places,
      from: walkStart(),
      limit: maxLike,
      // Whether OneDrives may be read is known to the caller alone.
      keeps: ({ webUrl }) => !isInOneDrive(webUrl),
    }),
  );
  const found = (walk?.hits ?? []).flatMap(({ hit }) => indexedAddress(hit.resource?.webUrl ?? "") ?? []);
  const [above] = places ?? [];
  const named = found.map((one) =>
    quotedPath(cleanLine(one.slice(above === undefined ? one.indexOf("/", 8) : above.length))),
  );
  const where = above === undefined ? `Folders that begin with "${like}"` : "Folders there";
  return named.length === 0 ? undefined : `${where}: ${named.join(", ")}.`;
}

/** The first of them that fit into one query; always one. */
function fitting(places: readonly string[]): string[] {
  const lengths = places.map((_, at) => places.slice(0, at + 1).join("").length);
  return places.slice(0, maxPlaces).filter((_, at) => at === 0 || (lengths[at] ?? 0) <= maxAddressCharacters);
}

/** The names in the end of a path, such as `Reports/2026`. */
export function partsOfPath(text: string): string[] {
  return text
    .split("/")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Whether the path of a URL ends with these names. */
export function endsWith(webUrl: string | null | undefined, names: readonly string[]): boolean {
  const path = (URL.parse(webUrl ?? "")?.pathname ?? "").split("/").filter((part) => part !== "");
  const last = path.slice(-names.length).map((part) => (decodePercent(part) ?? part).toLowerCase());
  return last.join("/") === names.join("/").toLowerCase();
}
