import { driveChild, driveItemContent } from "#workers/tools/files/drive-item-content.ts";
import type { PlacedItem } from "#workers/tools/files/find-item.ts";
import { graphDriveItem, selectForItem } from "#workers/tools/files/graph-drive.ts";
import { listedHere } from "#workers/tools/paging/listed-here.ts";
import { pageAt } from "#workers/tools/paging/page-at.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceContent } from "./resource-content.ts";
import type { ResourcePart } from "./resource-reader.ts";

const pageSize = 100;

/** Lists a page of a folder's items (https://learn.microsoft.com/graph/api/driveitem-list-children). */
export async function listFolder(
  { item, driveId, itemId }: PlacedItem,
  { graph, userDomain }: ToolContext,
  { position }: ResourcePart,
): Promise<ResourceContent> {
  const path = ["drives", driveId, "items", itemId, "children"];
  const request = { path, query: { $top: pageSize, $select: selectForItem }, fromCaller: "id" as const };
  const page = await pageAt(graph, { request, itemSchema: graphDriveItem }, position);
  const folder = driveItemContent(item, userDomain);
  return {
    item: { ...folder, kind: "folder", children: page.items.map((child) => driveChild(child, driveId)) },
    ...(page.nextLink !== undefined && {
      nextPosition: page.nextLink,
      incomplete: listedHere(page.items.length, "items of the folder"),
    }),
  };
}
