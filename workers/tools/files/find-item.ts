import { ToolError } from "#common/errors.ts";
import { renderKql } from "#workers/tools/query/kql.ts";
import { permissionMissing } from "#workers/tools/require-permission.ts";
import type { GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import { checkDriveAccess } from "./file-access.ts";
import { indexedAddress, isPlace, shareIdOf } from "./file-address.ts";
import { type GraphDriveItem, graphDrive, graphDriveItem, selectForItem } from "./graph-drive.ts";
import { searchPage } from "./graph-search.ts";

/** An item that may be read, and its drive. */
export interface PlacedItem {
  item: GraphDriveItem;
  driveId: string;
  itemId: string;
}

const query = { $select: selectForItem };
/** Ids in SharePoint and OneDrive for work, ids in consumer drives, and the name of the top folder. */
const itemId = /^(?:root|01[A-Z2-7]{32}|[0-9A-F]{8,20}![\w.]{1,40}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** Finds an item of a drive by its id or path. Rejects with `permission_missing`, `not_found` or `forbidden`. */
export async function findItem(
  { driveId, path }: { driveId: string; path: readonly string[] },
  context: ToolContext,
): Promise<PlacedItem> {
  const [id = "", ...rest] = path;
  const byId: GraphRequest = { path: ["drives", driveId, "items", id], query, fromCaller: "id" };
  const byPath: GraphRequest = { path: ["drives", driveId, "root:", ...path], query, fromCaller: "id" };
  const item = await get(rest.length === 0 && itemId.test(id) ? byId : byPath, context);
  return await checked(item, { driveId, itemId: item.id ?? id }, context);
}

/**
 * Finds an item by its URL or a sharing link (https://learn.microsoft.com/graph/api/shares-get). The link is never
 * redeemed, since that would grant access, which is a write.
 */
export async function findSharedItem(link: string, context: ToolContext): Promise<PlacedItem> {
  const item = await lookUp(link, context);
  const driveId = item.parentReference?.driveId;
  if (driveId == null || item.id == null) {
    throw new ToolError(
      "not_found",
      "This link leads to no file or folder that can be read. Search for it by its name.",
    );
  }
  return await checked(item, { driveId, itemId: item.id }, context);
}

/** Requests the item of a link. If Graph requires more than read permissions, finds a URL by the search index. */
async function lookUp(link: string, context: ToolContext): Promise<GraphDriveItem> {
  const { graph, grantedScopes } = context;
  try {
    return await get({ path: ["shares", shareIdOf(link), "driveItem"], query, fromCaller: "link" }, context);
  } catch (error) {
    const isDenied = error instanceof ToolError && error.code === "forbidden";
    const place = indexedAddress(link);
    if (!isDenied || !grantedScopes.has("Sites.Read.All") || place === undefined) throw error;
    const queryString = renderKql({ kind: "literal", property: "path", text: place });
    const request = { entityTypes: ["driveItem"] as const, queryString, queryTemplate: undefined };
    const { hits } = await searchPage(graph, request, { from: 0, size: 25 });
    const found = hits.find(({ resource }) => isPlace(resource?.webUrl, place));
    const driveId = found?.resource?.parentReference?.driveId;
    const id = found && (found.resource?.id ?? found.hitId);
    if (driveId == null || id === undefined) throw error;
    return await get({ path: ["drives", driveId, "items", id], query }, context);
  }
}

async function get(request: GraphRequest, context: ToolContext): Promise<GraphDriveItem> {
  try {
    return await context.graph.get(request, graphDriveItem);
  } catch (error) {
    const { grantedScopes } = context;
    const ownOnly = !grantedScopes.has("Files.Read.All") && !grantedScopes.has("Sites.Read.All");
    if (!ownOnly || !(error instanceof ToolError) || error.code !== "forbidden") throw error;
    throw permissionMissing(["Files.Read.All"], "Only the user's own OneDrive can be read.");
  }
}

/** Resolves a shortcut to its target, and checks access to the drive of the result. */
async function checked(
  item: GraphDriveItem,
  place: Omit<PlacedItem, "item">,
  context: ToolContext,
  isTarget = false,
): Promise<PlacedItem> {
  const { remoteItem } = item;
  const remoteDrive = remoteItem?.parentReference?.driveId;
  if (!isTarget && remoteItem?.id != null && remoteDrive != null) {
    const there = { driveId: remoteDrive, itemId: remoteItem.id };
    const target = await get({ path: ["drives", there.driveId, "items", there.itemId], query }, context);
    return await checked(target, there, context, true);
  }
  checkDriveAccess(await driveTypeOf(item, place.driveId, context), context);
  const parentReference = { ...item.parentReference, driveId: item.parentReference?.driveId ?? place.driveId };
  return { item: { ...item, parentReference }, ...place };
}

async function driveTypeOf(
  { parentReference }: GraphDriveItem,
  driveId: string,
  { graph }: ToolContext,
): Promise<string | undefined> {
  if (parentReference?.driveType != null) return parentReference.driveType;
  const drive = await graph.get({ path: ["drives", driveId], query: { $select: "id,driveType" } }, graphDrive);
  return drive.driveType ?? undefined;
}
