import type { Incomplete } from "#common/tools/schemas/results.ts";
import { countedWith } from "#workers/text/short-text.ts";
import { isRefused } from "#workers/tools/optional-request.ts";
import { pageAt } from "#workers/tools/paging/page-at.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { isNamed } from "./find-folders.ts";
import { type GraphDriveItem, graphDriveItem, kindOfItem, selectForItem } from "./graph-drive.ts";

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
  incomplete?: Incomplete;
}

/** Finds folders in the user's own OneDrive: by a search, which may find no folders, and among those at its top. */
export async function ownFoldersNamed(name: string, graph: GraphDoor): Promise<OwnItems> {
  const [top, found] = await Promise.all([topFoldersNamed(name, graph), ownItemsAt(ownDriveSearch(name), graph)]);
  const folders = new Map([...found.items, ...top.items].map((item) => [item.id, item]));
  const incomplete = found.incomplete ?? top.incomplete;
  const items = [...folders.values()].filter((item) => isFolderNamed(item, name));
  return { items, ...(incomplete && { incomplete }) };
}

/** The folders at the top of the user's own OneDrive whose names have all words of `name`. */
export async function topFoldersNamed(name: string, graph: GraphDoor): Promise<OwnItems> {
  const { items, incomplete } = await ownItemsAt(["me", "drive", "root", "children"], graph);
  const which = items.length === 1 ? "only the first item was" : `only the first ${items.length} items were`;
  const reason = `At the top of the user's own OneDrive, ${which} searched for folders with that name.`;
  return { items: items.filter((item) => isFolderNamed(item, name)), ...(incomplete && { incomplete: { reason } }) };
}

function isFolderNamed(item: GraphDriveItem, name: string): boolean {
  return kindOfItem(item) === "folder" && isNamed(item, name);
}

/** The first page of a list in the user's own OneDrive. Empty if the user has none. */
export async function ownItemsAt(path: readonly string[], graph: GraphDoor): Promise<OwnItems> {
  try {
    const request = { path, query: { $top: maxItems, $select: selectForItem }, fromCaller: "query" as const };
    const page = await pageAt(graph, { request, itemSchema: graphDriveItem }, undefined);
    return { items: page.items, ...(page.nextLink !== undefined && { incomplete: cut(page.items.length) }) };
  } catch (error) {
    if (isRefused(error)) return { items: [] };
    throw error;
  }
}

function cut(items: number): Incomplete {
  const seen = countedWith("were", items, "items");
  return { reason: `In the user's own OneDrive, only ${seen} looked at; give more of the name.` };
}
