import {
  childNamed,
  type DriveRecord,
  looksLikeItemId,
  mayOpen,
  type SiteRecord,
  type StoredItem,
} from "#test/fake-tenant/data/files/drive.ts";
import type { GraphCall } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, GraphRefusal, unknownSegment } from "#test/fake-tenant/graph/graph-refusal.ts";
import { decodeSegment } from "#test/fake-tenant/graph/route-tree.ts";

export const fileNotFound = () => new GraphRefusal(404, "itemNotFound", "The resource could not be found.");

export const fileDenied = () => new GraphRefusal(403, "accessDenied", "Access denied");

/** Of an archived or locked site, for as long as it is (onyx-dot-app/onyx #11266, dust-tt/dust #20377). */
export function refuseArchived(site: SiteRecord | null): void {
  if (site?.isArchived) throw new GraphRefusal(423, "notAllowed", "Access to this site has been blocked.");
}

export const invalidFileRequest = (message: string) => badRequest(message, "invalidRequest");

const everyFile = ["Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All"];
const ownFiles = ["Files.Read", "Files.ReadWrite", ...everyFile];
const siteScopes = ["Sites.Read.All", "Sites.ReadWrite.All"];

const has = ({ caller }: GraphCall, scopes: readonly string[]) => scopes.some((scope) => caller.scopes.has(scope));

/** Refuses a token that reads no sites. */
export function requireSiteScope(call: GraphCall): void {
  if (!has(call, siteScopes)) throw fileDenied();
}

/** The caller's own OneDrive. */
export function ownDrive(call: GraphCall): DriveRecord {
  if (!has(call, ownFiles)) throw fileDenied();
  const drive = call.world.files.oneDrive(call.caller.user);
  if (drive === undefined) throw new GraphRefusal(404, "ResourceNotFound", "User's mysite not found.");
  return drive;
}

/** A drive by id, as far as the token's scopes go; what in it may be seen is decided item by item. */
export function namedDrive(call: GraphCall, id: string): DriveRecord {
  if (!has(call, ownFiles)) throw fileDenied();
  if (!/^(b![\w-]{20,}|[0-9A-Fa-f]{16})$/.test(id))
    throw invalidFileRequest("The provided drive id appears to be malformed, or does not represent a valid drive.");
  const drive = call.world.files.drive(call.caller.tenant.id, id);
  if (drive === undefined) throw fileNotFound();
  refuseArchived(drive.site);
  if (drive.owner !== call.caller.user && !has(call, everyFile)) throw fileDenied();
  return drive;
}

/** Whether the caller is at home in a drive: its owner, or a member of its site. */
export function isAtHome(call: GraphCall, drive: DriveRecord): boolean {
  return mayOpen(call.caller.user.id, drive.root);
}

/** Refuses an item that the caller may not open, as if it were not there. */
export function requireOpen(call: GraphCall, item: StoredItem): StoredItem {
  if (mayOpen(call.caller.user.id, item)) return item;
  // A whole drive that is closed says so; a single item does not give itself away.
  throw item.parent === null ? fileDenied() : fileNotFound();
}

interface DriveAddress {
  item: StoredItem;
  /** What is asked of the item, as sent: `children`, `content`, `search(q='x')`; none = itself. */
  action: string | null;
}

/**
 * Reads what follows a drive in a path: `root`, `root:/a/b:`, `items/{id}`.
 * Refuses what is not there and what is no address. Names of Graph's own and colons count only as they are: encoded,
 * they belong to an id or a name.
 */
export function readDriveAddress(drive: DriveRecord, encodedRest: string): DriveAddress {
  const [first = "", ...others] = encodedRest.split("/");
  if (/^root:$/i.test(first)) return byPath(drive.root, others);
  if (/^root$/i.test(first)) return { item: drive.root, action: actionOf(others) };
  if (!/^items$/i.test(first)) throw unknownSegment(first);
  const [id = "", ...afterId] = others;
  if (id === "") throw unknownSegment("items");
  return { item: itemById(drive, decodeSegment(id)), action: actionOf(afterId) };
}

function itemById(drive: DriveRecord, id: string): StoredItem {
  if (id.toLowerCase() === "root") return drive.root;
  const item = drive.items.get(id);
  if (item !== undefined) return item;
  if (!looksLikeItemId(id)) throw invalidFileRequest("The provided item id is malformed.");
  throw fileNotFound();
}

/** Names until one that ends with a colon; after it comes the action. */
function byPath(from: StoredItem, segments: readonly string[]): DriveAddress {
  let item = from;
  for (const [index, segment] of segments.entries()) {
    const last = segment.endsWith(":");
    const name = decodeSegment(last ? segment.slice(0, -1) : segment);
    if (name !== "") {
      const next = childNamed(item, name);
      if (next === undefined) throw fileNotFound();
      item = next;
    }
    if (last) return { item, action: actionOf(segments.slice(index + 1)) };
  }
  return { item, action: null };
}

function actionOf(segments: readonly string[]): string | null {
  const [action = null, ...more] = segments;
  const surplus = more[0];
  if (surplus !== undefined) throw unknownSegment(surplus);
  return action;
}
