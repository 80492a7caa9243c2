import { createHash } from "node:crypto";
import {
  type Author,
  type DriveRecord,
  extensionOf,
  pathOf,
  type StoredItem,
  webUrlOf,
} from "#test/fake-tenant/data/files/drive.ts";
import { second } from "#test/fake-tenant/graph/graph-call.ts";
import { unknownProperty } from "#test/fake-tenant/graph/graph-refusal.ts";
import type { World } from "#test/fake-tenant/world/world.ts";

/** An identity as SharePoint writes it; accounts of the system have a name only. */
export const identityOf = ({ id, name, address }: Author) => ({
  user: { ...(address === null ? {} : { email: address }), ...(id === null ? {} : { id }), displayName: name },
});

const downloadUrl = "@microsoft.graph.downloadUrl";

type Writer = (item: StoredItem, world: World) => unknown;

const pathUnderRoot = (item: StoredItem) => {
  const names = pathOf(item).slice(0, -1);
  return `/drives/${item.drive.id}/root:${names.map((name) => `/${name}`).join("")}`;
};

/** Properties in the order in which Graph writes them; undefined leaves one out. */
const writers: Record<string, Writer> = {
  [downloadUrl]: (item, world) => (item.kind === "file" ? preauthenticatedUrl(item, world) : undefined),
  createdBy: (item) => identityOf(item.createdBy),
  createdDateTime: (item) => second(item.createdAt),
  eTag: (item) => `"{${item.uniqueId.toUpperCase()}},2"`,
  id: (item) => item.id,
  lastModifiedBy: (item) => identityOf(item.modifiedBy),
  lastModifiedDateTime: (item) => second(item.modifiedAt),
  name: (item) => item.name,
  parentReference: (item) => ({
    driveType: item.drive.driveType,
    driveId: item.drive.id,
    ...(item.parent === null ? {} : { id: item.parent.id, name: item.parent.name, path: pathUnderRoot(item) }),
    ...(item.drive.site === null ? {} : { siteId: item.drive.site.id }),
  }),
  webUrl: webUrlOf,
  cTag: (item) => `"c:{${item.uniqueId.toUpperCase()}},1"`,
  file: (item) =>
    item.kind === "file" ? { mimeType: item.mimeType, hashes: { quickXorHash: hashOf(item) } } : undefined,
  fileSystemInfo: (item) => ({
    createdDateTime: second(item.createdAt),
    lastModifiedDateTime: second(item.modifiedAt),
  }),
  folder: (item) => (item.kind === "folder" ? { childCount: item.children.length } : undefined),
  package: (item) => (item.kind === "package" ? { type: "oneNote" } : undefined),
  // No shortcut lies in these drives, but Graph knows the property.
  remoteItem: () => undefined,
  root: (item) => (item.parent === null ? {} : undefined),
  shared: (item) => (item.sharedWith.size > 0 ? { scope: "users" } : undefined),
  size: (item) => sizeOf(item),
  sharepointIds: (item) => ({
    listId: item.drive.listId,
    listItemId: String(item.listItemId),
    listItemUniqueId: item.uniqueId,
    ...(item.drive.site === null
      ? {}
      : {
          siteId: item.drive.site.id.split(",")[1],
          siteUrl: item.drive.site.webUrl,
          webId: item.drive.site.id.split(",")[2],
        }),
  }),
};

const onlySelected: ReadonlySet<string> = new Set(["sharepointIds"]);
const aliases: Record<string, string> = { "content.downloadUrl": downloadUrl };
const defaults = Object.keys(writers).filter((name) => !onlySelected.has(name));

function sizeOf(item: StoredItem): number {
  return item.kind === "folder" ? item.children.reduce((sum, child) => sum + sizeOf(child), 0) : item.size;
}

const hashOf = (item: StoredItem) => createHash("sha1").update(`${item.id}:${item.modifiedAt}`).digest("base64");

/** Where the bytes of a file can be had without a token. */
export function preauthenticatedUrl(item: StoredItem, world: World): string {
  const secret = world.downloads.issue({ driveId: item.drive.id, itemId: item.id, format: "" }, world.now());
  const query = new URLSearchParams({
    UniqueId: item.uniqueId,
    Translate: "false",
    tempauth: secret,
    ApiVersion: "2.0",
  });
  return `${world.endpoints.downloadBaseUrl}/_layouts/15/download.aspx?${query}`;
}

/** Where a file in another format can be had without a token: on another host, as at Microsoft (`*.svc.ms`). */
export function conversionUrl(item: StoredItem, format: string, world: World): string {
  const secret = world.downloads.issue({ driveId: item.drive.id, itemId: item.id, format }, world.now());
  const query = new URLSearchParams({ provider: "spo", inputFormat: extensionOf(item.name), tempauth: secret });
  return `${world.endpoints.conversionBaseUrl}/transform/${format}?${query}`;
}

/** The properties that `$select` chooses; refuses unknown ones. */
export function selectedItemProperties(select: readonly string[] | null): readonly string[] {
  if (select === null) return defaults;
  return select.map((name) => {
    const known = aliases[name] ?? name;
    if (!(known in writers)) throw unknownProperty(name, "driveItem");
    return known;
  });
}

/** An item with the properties given, those that do not apply to it left out. */
export function driveItemJson(item: StoredItem, names: readonly string[], world: World): Record<string, unknown> {
  const chosen = new Set(names);
  const entries = Object.entries(writers).flatMap(([name, write]) => {
    if (!chosen.has(name)) return [];
    const value = write(item, world);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

/** A drive as Graph writes one. */
export function driveJson(drive: DriveRecord): Record<string, unknown> {
  return {
    createdDateTime: second(drive.createdAt),
    description: "",
    id: drive.id,
    lastModifiedDateTime: second(drive.createdAt),
    name: drive.name,
    webUrl: drive.webUrl,
    driveType: drive.driveType,
    owner:
      drive.owner === null
        ? { group: { displayName: drive.site?.displayName ?? "" } }
        : { user: { email: drive.owner.mail, id: drive.owner.id, displayName: drive.owner.displayName } },
    quota: { deleted: 0, remaining: 1099511627776, state: "normal", total: 1099511627776, used: 0 },
  };
}

const office: ReadonlySet<string> = new Set(["doc", "docx", "ppt", "pptx", "xls", "xlsx"]);

/** What SharePoint crawls by default; no media, and nothing that it does not know. */
const crawled: ReadonlySet<string> = new Set([
  ...office,
  ...["aspx", "csv", "eml", "htm", "html", "msg", "odp", "ods", "odt", "one", "pdf", "rtf", "txt", "xml", "zip"],
]);

/** The address of an item in the index, which `path:` looks at. */
export function indexedUrlOf(item: StoredItem, { behaviour }: World): string {
  const isAtForm = behaviour.indexedMediaPlace === "form" && isUncrawled(item);
  return isAtForm ? formUrlOf(item) : webUrlOf(item);
}

/** The address of an item as a search in a drive shows it. */
export function foundUrlOf(item: StoredItem, { behaviour }: World): string {
  if (!behaviour.driveSearchHidesPaths || item.kind !== "file") return webUrlOf(item);
  if (office.has(extensionOf(item.name))) return viewerUrlOf(item);
  return isUncrawled(item) ? formUrlOf(item) : webUrlOf(item);
}

function isUncrawled({ kind, name }: StoredItem): boolean {
  return kind === "file" && !crawled.has(extensionOf(name));
}

function formUrlOf({ drive, listItemId }: StoredItem): string {
  return `${drive.webUrl}/Forms/DispForm.aspx?ID=${listItemId}`;
}

function viewerUrlOf({ drive, uniqueId, name }: StoredItem): string {
  const site = drive.site?.webUrl ?? drive.webUrl.replace(/\/[^/]+$/, "");
  const query = `sourcedoc=%7B${uniqueId.toUpperCase()}%7D&file=${encodeURIComponent(name)}`;
  return `${site}/_layouts/15/Doc.aspx?${query}&action=default&mobileredirect=true&DefaultItemOpen=1`;
}
