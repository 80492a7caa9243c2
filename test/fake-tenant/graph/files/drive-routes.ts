import { mayOpen } from "#test/fake-tenant/data/files/drive.ts";
import type { DriveRecord, StoredItem } from "#test/fake-tenant/data/files/file-types.ts";
import { type GraphCall, type GraphResult, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import { unknownSegment } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, pageOfList, refuseOptions } from "#test/fake-tenant/graph/list-page.ts";
import { type OrderTerm, readQueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import { decodeSegment } from "#test/fake-tenant/graph/route-tree.ts";
import { conversionRefusal, isFormat } from "./conversion.ts";
import { readDriveAddress } from "./drive-address.ts";
import {
  conversionUrl,
  driveItemJson,
  driveJson,
  preauthenticatedUrl,
  selectedItemProperties,
} from "./drive-item-json.ts";
import { searchDrive } from "./drive-search.ts";
import { fileDenied, invalidFileRequest, isAtHome, namedDrive, ownDrive, requireOpen } from "./file-access.ts";

const pageLimits = { defaultTop: 200, maxTop: 1000 };

const driveOf = (call: GraphCall): DriveRecord =>
  call.params.drive === undefined ? ownDrive(call) : namedDrive(call, call.params.drive);

function getDrive(call: GraphCall): GraphResult {
  const drive = driveOf(call);
  if (!isAtHome(call, drive)) throw fileDenied();
  return answer(call, "drives/$entity", driveJson(drive));
}

/** Everything below a drive: one item, its children, its bytes, or a search in it. */
function getItem(call: GraphCall): GraphResult {
  const drive = driveOf(call);
  const { item, action } = readDriveAddress(drive, call.params.item ?? "");
  requireOpen(call, item);
  if (action === null) return itemResult(call, item);
  if (/^children$/i.test(action)) return listChildren(call, item);
  if (/^content$/i.test(action)) return contentResult(call, item);
  // A function is one only by its own characters: encoded, they may be a name.
  const query = /^search\(q='((?:[^']|'')*)'\)$/i.exec(action)?.[1];
  if (query !== undefined) return searchDrive(call, item, decodeSegment(query).replaceAll("''", "'"));
  throw unknownSegment(action);
}

const contextOfItems = ({ drive }: StoredItem) => `drives('${encodeURIComponent(drive.id)}')/items`;

/** One item; also what a sharing link leads to. */
export function itemResult(call: GraphCall, item: StoredItem): GraphResult {
  const options = readQueryOptions(call.request.query, pageLimits);
  refuseOptions(options, ["filter", "search", "orderBy", "count", "expand"]);
  const names = selectedItemProperties(options.select);
  return answer(call, `${contextOfItems(item)}/$entity`, driveItemJson(item, names, call.world));
}

function listChildren(call: GraphCall, folder: StoredItem): GraphResult {
  const options = readQueryOptions(call.request.query, pageLimits);
  refuseOptions(options, ["filter", "search", "count", "expand"]);
  const names = selectedItemProperties(options.select);
  const visible = folder.children.filter((child) => mayOpen(call.caller.user.id, child));
  const { items, links } = pageOfList(call, options, inOrder(visible, options.orderBy));
  return answer(call, `${contextOfItems(folder)}('${folder.id}')/children`, {
    ...links,
    value: items.map((item) => driveItemJson(item, names, call.world)),
  });
}

const sortKeys: Record<string, (item: StoredItem) => string | number> = {
  name: ({ name }) => name.toLowerCase(),
  size: ({ size }) => size,
  lastModifiedDateTime: ({ modifiedAt }) => modifiedAt,
};

/** By name without a wish; folders are not set apart. */
function inOrder(items: readonly StoredItem[], orderBy: readonly OrderTerm[]): StoredItem[] {
  const [term = { property: "name", descending: false }, second] = orderBy;
  const key = sortKeys[term.property];
  if (key === undefined || second !== undefined)
    throw invalidFileRequest("The orderBy clause is not supported for this collection.");
  const sign = term.descending ? -1 : 1;
  return [...items].sort((a, b) => (key(a) === key(b) ? 0 : key(a) < key(b) ? -sign : sign));
}

/** 302 to an address that needs no token. */
export function contentResult(call: GraphCall, item: StoredItem): GraphResult {
  if (item.kind === "folder") throw invalidFileRequest("You cannot get content for a folder");
  if (item.kind === "package") throw invalidFileRequest("The item is a package and has no content of its own.");
  const format = call.request.query.get("format");
  if (format !== null && !isFormat(format)) throw invalidFileRequest(`The format '${format}' is not supported.`);
  const refusal = format === null ? undefined : conversionRefusal(item, format, call.world);
  if (refusal !== undefined) return refusal;
  const location = format === null ? preauthenticatedUrl(item, call.world) : conversionUrl(item, format, call.world);
  return { status: 302, body: "", headers: { location } };
}

export const driveRoutes = readRoutes({ "": getDrive, "/*item": getItem }, "me/drive", "drives/:drive");
