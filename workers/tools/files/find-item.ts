import { retryLater } from "#common/errors.ts";
import { hasCode, isNotThere } from "#workers/tools/optional-request.ts";
import { permissionMissing } from "#workers/tools/require-permission.ts";
import type { GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import { checkDriveAccess } from "./file-access.ts";
import { type GraphDriveItem, graphDrive, graphDriveItem, selectForFile } from "./graph-drive.ts";

/** An item that may be read, and its drive. */
export interface PlacedItem {
  item: GraphDriveItem;
  driveId: string;
  itemId: string;
}

const query = { $select: selectForFile };
/** What is more likely an id than the name of a file at the top of a drive. Also `root`, the id of the top folder. */
const likelyId = /^(?:root|[\w!-]{20,200}|[0-9A-F]{8,20}![\w.]{1,40})$/i;
/** What may be an id. Names of files mostly have a dot or a space. */
const possibleId = /^[\w!-]{6,200}$/;

/** Finds an item of a drive by its id or path. Rejects with `permission_missing`, `not_found` or `forbidden`. */
export async function findItem(
  { driveId, path }: { driveId: string; path: readonly string[] },
  context: ToolContext,
): Promise<PlacedItem> {
  const [id = "", ...rest] = path;
  const byId: GraphRequest = { path: ["drives", driveId, "items", id], query, fromCaller: "id" };
  const byPath: GraphRequest = { path: ["drives", driveId, "root:", ...path], query, fromCaller: "id" };
  const item = await firstFound(rest.length > 0 ? [byPath] : inOrder(id, { byId, byPath }), context);
  const itemId = item.id ?? (rest.length > 0 ? undefined : id);
  if (itemId !== undefined) return await placed(item, { driveId, itemId }, context);
  throw retryLater("unavailable", "Microsoft 365 did not say which item this is", { retryAfterSeconds: 15 });
}

/** Microsoft documents no form of ids, so that a single name may be either. */
function inOrder(id: string, { byId, byPath }: { byId: GraphRequest; byPath: GraphRequest }): GraphRequest[] {
  if (likelyId.test(id)) return [byId, byPath];
  return possibleId.test(id) ? [byPath, byId] : [byPath];
}

async function firstFound([request, ...others]: GraphRequest[], context: ToolContext): Promise<GraphDriveItem> {
  if (request === undefined) throw new Error("nothing to ask for");
  try {
    return await getItem(request, context);
  } catch (error) {
    if (others.length === 0 || !isNotThere(error)) throw error;
    return await firstFound(others, context).catch((other: unknown) => Promise.reject(toldOf(error, other)));
  }
}

/** That something is not found says more than that it can't be an id. */
function toldOf(error: unknown, other: unknown): unknown {
  return hasCode(error, "not_found") && isNotThere(other) ? error : other;
}

/** Finds an item by its id, as the index gave it for a link. */
export async function findById(place: Omit<PlacedItem, "item">, context: ToolContext): Promise<PlacedItem> {
  const path = ["drives", place.driveId, "items", place.itemId];
  const item = await getItem({ path, query, fromCaller: "link" }, context);
  return await placed(item, place, context);
}

/** Requests an item. Rejects with `permission_missing` where only the user's own OneDrive may be read. */
export async function getItem(request: GraphRequest, context: ToolContext): Promise<GraphDriveItem> {
  try {
    return await context.graph.get(request, graphDriveItem);
  } catch (error) {
    const { grantedScopes } = context;
    const ownOnly = !grantedScopes.has("Files.Read.All") && !grantedScopes.has("Sites.Read.All");
    if (!ownOnly || !hasCode(error, "forbidden")) throw error;
    throw permissionMissing(["Files.Read.All"], "Only the user's own OneDrive can be read.");
  }
}

/** An item with its drive: of a shortcut its target. Checks access to the drive. */
export async function placed(
  item: GraphDriveItem,
  place: Omit<PlacedItem, "item">,
  context: ToolContext,
): Promise<PlacedItem> {
  const { item: found, driveId, itemId } = (await targetOf(item, context)) ?? { item, ...place };
  checkDriveAccess(await driveTypeOf(found, driveId, context), context);
  const parentReference = { ...found.parentReference, driveId: found.parentReference?.driveId ?? driveId };
  return { item: { ...found, parentReference }, driveId, itemId };
}

/** The item that a shortcut leads to. Undefined for any other item. */
async function targetOf({ remoteItem }: GraphDriveItem, context: ToolContext): Promise<PlacedItem | undefined> {
  const itemId = remoteItem?.id;
  const driveId = remoteItem?.parentReference?.driveId;
  if (itemId == null || driveId == null) return undefined;
  return { item: await getItem({ path: ["drives", driveId, "items", itemId], query }, context), driveId, itemId };
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
