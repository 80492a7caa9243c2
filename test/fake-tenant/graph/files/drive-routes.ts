import { type DriveRecord, mayOpen, type StoredItem, webUrlOf } from "#test/fake-tenant/data/files/drive.ts";
import { header } from "#test/fake-tenant/door/door-types.ts";
import { type GraphCall, type GraphResult, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import { unknownSegment } from "#test/fake-tenant/graph/graph-refusal.ts";
import { indexText, wordMatcher } from "#test/fake-tenant/graph/kql/compile-kql.ts";
import { answer, optionsOf, pageOfList } from "#test/fake-tenant/graph/list-page.ts";
import { decodeSegment } from "#test/fake-tenant/graph/route-tree.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { conversionRefusal, isFormat } from "./download-handler.ts";
import {
  conversionUrl,
  driveItemJson,
  driveJson,
  foundUrlOf,
  preauthenticatedUrl,
  selectedItemProperties,
} from "./drive-item-json.ts";
import {
  fileDenied,
  fileNotFound,
  invalidFileRequest,
  isAtHome,
  namedDrive,
  ownDrive,
  readDriveAddress,
  refuseArchived,
  requireOpen,
} from "./file-access.ts";

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
function itemResult(call: GraphCall, item: StoredItem): GraphResult {
  const options = optionsOf(call, pageLimits);
  const names = selectedItemProperties(options.select);
  return answer(call, `${contextOfItems(item)}/$entity`, driveItemJson(item, names, call.world));
}

function listChildren(call: GraphCall, folder: StoredItem): GraphResult {
  const options = optionsOf(call, pageLimits);
  const names = selectedItemProperties(options.select);
  // By name; folders are not set apart.
  const visible = folder.children
    .filter((child) => mayOpen(call.caller.user.id, child))
    .toSorted((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1));
  const { items, links } = pageOfList(call, options, visible);
  return answer(call, `${contextOfItems(folder)}('${folder.id}')/children`, {
    ...links,
    value: items.map((item) => driveItemJson(item, names, call.world)),
  });
}

/** 302 to an address that needs no token. */
function contentResult(call: GraphCall, item: StoredItem): GraphResult {
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

/** GET .../root/search(q='text'): words in name or content below one folder, Markdown included; hardly ranked. */
function searchDrive(call: GraphCall, from: StoredItem, query: string): GraphResult {
  if (query.trim() === "") throw invalidFileRequest("The search query must not be empty.");
  const options = optionsOf(call, { defaultTop: 200, maxTop: 1000 });
  const names = selectedItemProperties(options.select);
  const tests = query.split(/\s+/).map((word) => wordMatcher(word, true));
  const indexedBefore = call.world.now() - call.world.behaviour.searchIndexLagMs;
  const found = below(from)
    .filter((item) => item.modifiedAt <= indexedBefore && mayOpen(call.caller.user.id, item))
    .filter((item) => item.kind !== "folder" || call.world.behaviour.driveSearchFindsFolders)
    .filter((item) => {
      const text = indexText(`${item.name} ${item.kind === "file" ? item.indexText() : ""}`);
      return tests.every((test) => test(text));
    });
  const { items, links } = pageOfList(call, options, found);
  const json = (item: StoredItem) => foundItemJson(item, names, call.world);
  return answer(call, "Collection(driveItem)", { ...links, value: items.map(json) });
}

function foundItemJson(item: StoredItem, names: readonly string[], world: World): Record<string, unknown> {
  const json = driveItemJson(item, names, world);
  const { path, name, ...parent } = (json.parentReference ?? {}) as Record<string, unknown>;
  return {
    ...json,
    ...("webUrl" in json && { webUrl: foundUrlOf(item, world) }),
    ...("parentReference" in json && world.behaviour.driveSearchHidesPaths && { parentReference: parent }),
    searchResult: {},
  };
}

const below = (folder: StoredItem): StoredItem[] => folder.children.flatMap((child) => [child, ...below(child)]);

const writing = ["Files.ReadWrite", "Files.ReadWrite.All", "Sites.ReadWrite.All"];
const readers = ["Files.Read.All", "Sites.Read.All"];

/** The item that a sharing token stands for. Redeeming a link grants access, which is a write, and is refused. */
function sharedItem(call: GraphCall): StoredItem {
  const { world, caller, request, params } = call;
  if (/redeemSharingLink/i.test(header(request, "prefer") ?? "")) {
    world.log.counters.writes += 1;
    process.stderr.write("fake graph: A WRITE WAS ATTEMPTED: a sharing link was to be redeemed\n");
    throw fileDenied();
  }
  const mayWrite = writing.some((scope) => caller.scopes.has(scope));
  const mayRead = readers.every((scope) => caller.scopes.has(scope));
  if (!mayWrite && !mayRead) throw fileDenied();
  const url = urlOf(params.share ?? "");
  const { sharesRefuseWebUrls, unknownShareStatus } = world.behaviour;
  if (!isLink(url) && sharesRefuseWebUrls !== null) throw invalidFileRequest("Invalid shares key");
  world.files.oneDrive(caller.user);
  const item = world.files
    .drives(caller.tenant.id)
    .flatMap((drive) => [...drive.items.values()])
    .find((one) => plain(webUrlOf(one)) === plain(url) || isLinkTo(url, one));
  // SharePoint Embedded, such as of Loop workspaces, is open to the app alone to which a container belongs
  // (https://learn.microsoft.com/sharepoint/dev/embedded/development/app-architecture).
  if (url.includes("/contentstorage/")) throw fileDenied();
  if (item === undefined) throw unknownShareStatus === 400 ? invalidFileRequest("Invalid shares key") : fileNotFound();
  refuseArchived(item.drive.site);
  // A link for the whole organisation is refused too until the person opens it (msgraph-sdk-javascript #490).
  if (!mayOpen(caller.user.id, item)) throw fileDenied();
  return item;
}

/** Whether an address is a sharing link: `/:x:/s/...` or `/:x:/g/...`, unlike `/:x:/r/...`, which has the path. */
const isLink = (url: string) => /^\/:[a-z]:\/(?!r\/)/i.test(new URL(url).pathname);

/** `u!` and the link in URL-safe base64 without padding. */
function urlOf(token: string): string {
  const encoded = /^u!([\w-]+)$/.exec(token)?.[1];
  const url = encoded === undefined ? "" : Buffer.from(encoded, "base64url").toString("utf8");
  if (!URL.canParse(url)) throw invalidFileRequest("The sharing token is invalid.");
  return url;
}

function plain(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${decodeURI(pathname)}`.toLowerCase().replace(/\/$/, "");
}

/** A short link such as `/:x:/s/kyoto-roastery/{item id}`. */
function isLinkTo(url: string, item: StoredItem): boolean {
  const { host, pathname } = new URL(url);
  return new URL(item.drive.webUrl).host === host && pathname.endsWith(`/${item.id}`);
}

export const shareRoutes = readRoutes({ driveItem: (call) => itemResult(call, sharedItem(call)) }, "shares/:share/");
