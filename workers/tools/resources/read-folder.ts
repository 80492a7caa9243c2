import { driveChild, driveItemContent } from "#workers/tools/files/drive-item-content.ts";
import type { PlacedItem } from "#workers/tools/files/find-item.ts";
import { graphDriveItem, selectForItem } from "#workers/tools/files/graph-drive.ts";
import { pageAt } from "#workers/tools/paging/page-at.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceContent } from "./resource-content.ts";
import type { ResourcePart } from "./resource-reader.ts";

const pageSize = 60;

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
    listed: { things: "items of the folder" },
    nextPosition: page.nextLink,
  };
}
