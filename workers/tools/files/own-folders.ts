import { pageAt } from "#workers/tools/paging/page-at.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { isOutOfReach } from "./file-access.ts";
import { isNamed } from "./find-folders.ts";
import { type GraphDriveItem, graphDriveItem, kindOfItem, selectForItem } from "./graph-drive.ts";
import { ownDriveSearch } from "./own-drive-path.ts";

/** Finds folders in the user's own OneDrive: by a search, which may find no folders, and among those at its top. */
export async function ownFoldersNamed(name: string, graph: GraphDoor): Promise<GraphDriveItem[]> {
  const [top, found] = await Promise.all([topFoldersNamed(name, graph), ownItemsAt(ownDriveSearch(name), graph)]);
  const folders = new Map([...found, ...top].map((item) => [item.id, item]));
  return [...folders.values()].filter((item) => isFolderNamed(item, name));
}

/** The folders at the top of the user's own OneDrive whose names have all words of `name`. */
export async function topFoldersNamed(name: string, graph: GraphDoor): Promise<GraphDriveItem[]> {
  const items = await ownItemsAt(["me", "drive", "root", "children"], graph);
  return items.filter((item) => isFolderNamed(item, name));
}

function isFolderNamed(item: GraphDriveItem, name: string): boolean {
  return kindOfItem(item) === "folder" && isNamed(item, name);
}

/** The first page of a list in the user's own OneDrive. Empty if the user has none. */
export async function ownItemsAt(path: readonly string[], graph: GraphDoor): Promise<GraphDriveItem[]> {
  try {
    const request = { path, query: { $top: 999, $select: selectForItem }, fromCaller: "query" as const };
    const page = await pageAt(graph, { request, itemSchema: graphDriveItem }, undefined);
    return page.items;
  } catch (error) {
    if (isOutOfReach(error)) return [];
    throw error;
  }
}
