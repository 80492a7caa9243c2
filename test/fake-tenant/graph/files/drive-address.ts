import { childNamed } from "#test/fake-tenant/data/files/drive.ts";
import { looksLikeItemId } from "#test/fake-tenant/data/files/file-ids.ts";
import type { DriveRecord, StoredItem } from "#test/fake-tenant/data/files/file-types.ts";
import { unknownSegment } from "#test/fake-tenant/graph/graph-refusal.ts";
import { decodeSegment } from "#test/fake-tenant/graph/route-tree.ts";
import { fileNotFound, invalidFileRequest } from "./file-access.ts";

export interface DriveAddress {
  item: StoredItem;
  /** What is asked of the item, as sent: `children`, `content`, `search(q='x')`; none = itself. */
  action: string | null;
}

/**
 * Reads what follows a drive in a path: `root`, `root:/a/b:`, `items/{id}`, `items/{id}:/a:/children`.
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
  const item = itemById(drive, decodeSegment(id.replace(/:$/, "")));
  return id.endsWith(":") ? byPath(item, afterId) : { item, action: actionOf(afterId) };
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
