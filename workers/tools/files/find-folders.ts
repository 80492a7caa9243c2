import type { Walk } from "#workers/tools/paging/walk-pages.ts";
import { type RankedHit, walkRanking } from "#workers/tools/paging/walk-ranking.ts";
import type { WalkState } from "#workers/tools/paging/walk-state.ts";
import { type Kql, renderKql, renderQueryTemplate, wordsOf } from "#workers/tools/query/kql.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { nameOfItem } from "./file-hit.ts";
import { underPlaces } from "./file-plan.ts";
import { graphDriveItem, kindOfItem, selectForItem } from "./graph-drive.ts";
import {
  type FileSearchRequest,
  type GraphSearchHit,
  type GraphSearchResource,
  keyOfHit,
  maxSearchPages,
  searchPage,
} from "./graph-search.ts";
import { isInPlaces } from "./item-place.ts";

/** The largest number of hits without a `folder` facet per answer. Each takes a request of its own. */
const maxHydrated = 25;
const pageSize = 50;

const foldersOnly: readonly Kql[] = [
  { kind: "flag", property: "IsDocument", value: false },
  // No page on Microsoft Search names IsContainer. The ids of all content types of folders begin with 0x0120.
  {
    kind: "or",
    any: [
      { kind: "flag", property: "IsContainer", value: true },
      { kind: "prefix", property: "ContentTypeId", value: "0x0120" },
    ],
  },
];

/** Plans a search for folders by prefixes of words, because callers often give parts of names. */
export function planFolderSearch(name: string, places?: readonly string[]): FileSearchRequest {
  return {
    entityTypes: ["driveItem"],
    queryString: renderKql({ kind: "beginnings", text: name }),
    queryTemplate: renderQueryTemplate([...foldersOnly, ...(places === undefined ? [] : [underPlaces(places)])]),
  };
}

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
): Promise<Walk<RankedHit<GraphSearchHit>, number>> {
  const { name, places, from, limit, keeps } = options;
  const request = planFolderSearch(name, places);
  let hydrated = 0;
  async function isHit(hit: GraphSearchHit): Promise<boolean | "stop"> {
    const { resource } = hit;
    if (!resource || !isNamed(resource, name) || keeps?.(resource) === false) return false;
    if (isInPlaces(resource.webUrl, { places }) === false) return false;
    const kind = kindOfItem(resource);
    if (kind !== undefined) return kind === "folder";
    if (hydrated === maxHydrated) return "stop";
    hydrated += 1;
    return await isFolder(graph, hit, resource);
  }
  return await walkRanking({
    ask: (from) => searchPage(graph, request, { from, size: pageSize }),
    idOf: keyOfHit,
    isHit,
    from,
    limit,
    maxPages: maxSearchPages,
  });
}

/** Asks the drive whether a hit is a folder. An item that is deleted or not accessible is none. */
async function isFolder(graph: GraphDoor, { hitId }: GraphSearchHit, resource: GraphSearchResource): Promise<boolean> {
  const driveId = resource.parentReference?.driveId;
  if (driveId == null) return false;
  const path = ["drives", driveId, "items", resource.id ?? hitId];
  try {
    const item = await graph.get({ path, query: { $select: selectForItem } }, graphDriveItem);
    return kindOfItem(item) === "folder";
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "not_found" || error.code === "forbidden");
}

/** Whether each word of `wanted` is the prefix of a word in the folder's name. */
export function isNamed(folder: GraphSearchResource, wanted: string): boolean {
  const own = nameOfItem(folder);
  if (own.toLowerCase().includes(wanted.trim().toLowerCase())) return true;
  const words = wordsOf(own);
  return wordsOf(wanted).every((part) => words.some((word) => word.startsWith(part)));
}
