import { retryLater, ToolError } from "#common/errors.ts";
import { isSharingLink, sharePointAddress } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { hasCode, isNotThere, isRefused } from "#workers/tools/optional-request.ts";
import { anyOf, type Kql, literal } from "#workers/tools/query/kql.ts";
import { permissionMissing } from "#workers/tools/require-permission.ts";
import type { GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import { checkDriveAccess } from "./file-access.ts";
import { addressOfItem, foldAddress, indexedAddress, isPlace, shareIdOf } from "./file-address.ts";
import { nameOfItem } from "./file-hit.ts";
import { type GraphDriveItem, graphDrive, graphDriveItem, selectForFile } from "./graph-drive.ts";
import { type GraphSearchResource, searchPage } from "./graph-search.ts";
import { createPlaceCheck, isAtPlace } from "./item-place.ts";
import { sitePageOf } from "./site-page.ts";

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

type OneOfTwo = readonly [first: GraphRequest, other?: GraphRequest];

/** Microsoft documents no form of ids, so that a single name may be either. */
function inOrder(id: string, { byId, byPath }: { byId: GraphRequest; byPath: GraphRequest }): OneOfTwo {
  if (likelyId.test(id)) return [byId, byPath];
  return possibleId.test(id) ? [byPath, byId] : [byPath];
}

async function firstFound([request, other]: OneOfTwo, context: ToolContext): Promise<GraphDriveItem> {
  try {
    return await getItem(request, context);
  } catch (error) {
    if (other === undefined || !isNotThere(error)) throw error;
    // That something is not found says more than that it can't be an id.
    return await getItem(other, context).catch((failure: unknown) =>
      Promise.reject(hasCode(error, "not_found") && isNotThere(failure) ? error : failure),
    );
  }
}

/** Requests an item. Rejects with `permission_missing` where only the user's own OneDrive may be read. */
async function getItem(request: GraphRequest, context: ToolContext): Promise<GraphDriveItem> {
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
async function placed(
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

/** What an address leads to: an item of a drive that may be read, or a site page. */
type SharedItem = PlacedItem | { page: NonNullable<ReturnType<typeof sitePageOf>> };

/**
 * Finds an item by its URL or a sharing link (https://learn.microsoft.com/graph/api/shares-get). The link is never
 * redeemed, since that would grant access, which is a write. Graph may refuse the URL of an item that may be read, by
 * 400, 403 or 404: so the search index is asked for it at the same time.
 */
export async function findSharedItem(link: string, context: ToolContext): Promise<SharedItem> {
  const path = ["shares", shareIdOf(addressOfItem(link)), "driveItem"];
  const shared = getItem({ path, query: { $select: selectForFile }, fromCaller: "link" }, context);
  const hit = indexedItem(link, context);
  // Nobody may wait for it.
  hit.catch(() => undefined);
  try {
    return await readable(await shared, context, placed);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const found = await hit.catch((failure: unknown) => (isRefusal(failure) ? undefined : Promise.reject(failure)));
    if (found === undefined) throw whyRefused(link, error);
    const { resource, hitId } = found.hit;
    return await readable({ ...resource, id: resource?.id ?? hitId }, context, async (_hit, place) => {
      const byId: GraphRequest = { path: ["drives", place.driveId, "items", place.itemId], query, fromCaller: "link" };
      const placedItem = await placed(await getItem(byId, context), place, context);
      if (!(await found.isConfirmedBy(placedItem.item))) throw error;
      return placedItem;
    });
  }
}

async function readable<Item extends GraphSearchResource>(
  item: Item,
  context: ToolContext,
  place: (item: Item, place: Omit<PlacedItem, "item">, context: ToolContext) => Promise<PlacedItem>,
): Promise<SharedItem> {
  const page = sitePageOf(item);
  if (page !== undefined) return { page };
  const driveId = item.parentReference?.driveId;
  if (driveId != null && item.id != null) return await place(item, { driveId, itemId: item.id }, context);
  throw new ToolError("not_found", "This link leads to no file or folder that can be read. Search for it by its name.");
}

/** What may be behind a refusal of this kind of link, where that is known. */
function whyRefused(link: string, error: ToolError): ToolError {
  const url = sharePointAddress(link);
  // A container is open to the app that it belongs to
  // (https://learn.microsoft.com/sharepoint/dev/embedded/development/app-architecture).
  if (url?.pathname.includes("/contentstorage/")) {
    const message =
      "Microsoft opens Loop workspaces, and pages and notebooks of Copilot, to no other app. Copy the text from " +
      "there, or export it as a file.";
    return new ToolError("forbidden", message, error.details);
  }
  // msgraph-sdk-javascript #490
  if (url === undefined || !isSharingLink(url) || error.code !== "forbidden") return error;
  const message =
    "Microsoft 365 does not open this link for this account. A link for the whole organisation works here once the " +
    "person has opened it in a browser: do that, then try again. Otherwise ask its owner for access.";
  return new ToolError("forbidden", message, error.details);
}

/** 400, 403, 404, and where there is no search, 501. */
const isRefusal = (error: unknown): error is ToolError =>
  isRefused(error) || hasCode(error, "invalid_input", "unsupported_type");

const pageSize = 25;

/** How the index is asked for an item, and which hit it is. */
interface Wanted {
  kql: Kql;
  isIt(hit: GraphSearchResource): boolean;
  /** A hit that may be it, whose own address doesn't tell. */
  mayBe?: { place: string; isLikeIt(hit: GraphSearchResource): boolean };
}

/**
 * Finds the item of an address in the search index. Undefined where it has none, and for a sharing link, which the
 * index doesn't know. `isConfirmedBy` tells whether the hit's item, once read, is that of the address: its folder is
 * looked up if the hit did not tell.
 */
async function indexedItem(link: string, { graph, grantedScopes }: ToolContext) {
  const wanted = wantedByDocument(link) ?? wantedByPath(link);
  if (wanted === undefined || !grantedScopes.has("Sites.Read.All")) return undefined;
  const request = {
    entityTypes: ["driveItem"] as const,
    queryString: wanted.kql,
    queryTemplate: undefined,
  };
  const { hits } = await searchPage(graph, request, { from: 0, size: pageSize });
  const { isIt, mayBe } = wanted;
  const hit = hits.find(({ resource }) => resource != null && isIt(resource));
  if (hit !== undefined) return { hit, isConfirmedBy: async () => true };
  const likely = mayBe && hits.find(({ resource }) => resource != null && mayBe.isLikeIt(resource));
  return likely && { hit: likely, isConfirmedBy: (item: GraphDriveItem) => isItemAt(mayBe.place, item, graph) };
}

async function isItemAt(place: string, item: GraphDriveItem, graph: ToolContext["graph"]): Promise<boolean> {
  const judge = createPlaceCheck(graph, (address) =>
    isAtPlace(address, place) === undefined ? undefined : isPlace(address, place),
  );
  await judge.prepare([item]);
  return judge.judge(item) && judge.unjudged() === undefined;
}

/** The address of a web viewer, such as `_layouts/15/Doc.aspx?sourcedoc={GUID}&file=Plan.docx`. */
function wantedByDocument(link: string): Wanted | undefined {
  const url = sharePointAddress(link);
  const id = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i.exec(
    url?.searchParams.get("sourcedoc") ?? "",
  )?.[1];
  if (id === undefined || !url?.pathname.includes("/_layouts/")) return undefined;
  return {
    kql: literal("UniqueId", id),
    // Another file may have the same name: only the id tells.
    isIt: ({ sharepointIds, parentReference }) =>
      foldAddress(sharepointIds?.listItemUniqueId ?? parentReference?.sharepointIds?.listItemUniqueId ?? "") ===
      foldAddress(id),
  };
}

function wantedByPath(link: string): Wanted | undefined {
  const place = indexedAddress(link);
  if (place === undefined) return undefined;
  const name = foldAddress(place.slice(place.lastIndexOf("/") + 1));
  return {
    // The path of media is that of a form, and only their link that of the file.
    kql: anyOf([literal("path", place), literal("DocumentLink", place)]),
    isIt: (hit) => isPlace(hit.webUrl, place),
    // A viewer's address, or that of a form, only tells the site or the library.
    mayBe: {
      place,
      isLikeIt: (hit) =>
        hit.webUrl != null && isAtPlace(hit.webUrl, place) === undefined && foldAddress(nameOfItem(hit)) === name,
    },
  };
}
