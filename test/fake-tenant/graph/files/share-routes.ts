import { mayOpen, webUrlOf } from "#test/fake-tenant/data/files/drive.ts";
import type { StoredItem } from "#test/fake-tenant/data/files/file-types.ts";
import { header } from "#test/fake-tenant/door/door-types.ts";
import { type GraphCall, type GraphResult, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import type { GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import { contentResult, itemResult } from "./drive-routes.ts";
import { fileDenied, fileNotFound, invalidFileRequest, refuseArchived } from "./file-access.ts";

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
  if (!isLink(url) && sharesRefuseWebUrls !== null) throw refusedShare(sharesRefuseWebUrls);
  world.files.oneDrive(caller.user);
  const item = world.files
    .drives(caller.tenant.id)
    .flatMap((drive) => [...drive.items.values()])
    .find((one) => plain(webUrlOf(one)) === plain(url) || isLinkTo(url, one));
  // SharePoint Embedded, such as of Loop workspaces, is open to the app alone to which a container belongs
  // (https://learn.microsoft.com/sharepoint/dev/embedded/development/app-architecture).
  if (url.includes("/contentstorage/")) throw fileDenied();
  if (item === undefined) throw refusedShare(unknownShareStatus);
  refuseArchived(item.drive.site);
  // A link for the whole organisation is refused too until the person opens it (msgraph-sdk-javascript #490).
  if (!mayOpen(caller.user.id, item)) throw fileDenied();
  return item;
}

function refusedShare(status: 400 | 403 | 404): GraphRefusal {
  if (status === 400) return invalidFileRequest("Invalid shares key");
  return status === 403 ? fileDenied() : fileNotFound();
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

const handlers: Record<string, (call: GraphCall) => GraphResult> = {
  driveItem: (call) => itemResult(call, sharedItem(call)),
  "driveItem/content": (call) => contentResult(call, sharedItem(call)),
};

export const shareRoutes = readRoutes(handlers, "shares/:share/");
