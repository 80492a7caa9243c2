import {
  type Author,
  extensionOf,
  mayOpen,
  pathOf,
  type SiteRecord,
  type StoredItem,
  webUrlOf,
} from "#test/fake-tenant/data/files/drive.ts";
import { indexedUrlOf } from "#test/fake-tenant/graph/files/drive-item-json.ts";
import { second } from "#test/fake-tenant/graph/graph-call.ts";
import type { KqlModel } from "#test/fake-tenant/graph/kql/compile-kql.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { type Hit, markedSummary } from "./search-request.ts";

const person = ({ name, address }: Author) => `${name} ${address ?? ""}`;

/** SharePoint's class of what an item is. */
function contentClassOf(item: StoredItem): string {
  if (item.drive.site?.pagesDrive === item.drive) return "STS_ListItem_WebPageLibrary";
  return item.drive.driveType === "business" ? "STS_ListItem_MySiteDocumentLibrary" : "STS_ListItem_DocumentLibrary";
}

/** What SharePoint's index holds of an item's content; Markdown has been left out of it. */
export function indexedText(item: StoredItem): string {
  return item.kind !== "file" || extensionOf(item.name) === "md" ? "" : item.indexText();
}

/** The properties that a SharePoint query may restrict, and what they look at. */
export function fileModel(world: World): KqlModel<StoredItem> {
  const { behaviour } = world;
  const wholeText = (item: StoredItem) =>
    `${item.name} ; ${item.title} ; ${indexedText(item)} ; ${item.createdBy.name}`;
  const extension = (item: StoredItem) => (item.kind === "folder" ? [] : [extensionOf(item.name)]);
  const modified = { kind: "date", read: (item: StoredItem) => item.modifiedAt } as const;
  const created = { kind: "date", read: (item: StoredItem) => item.createdAt } as const;
  const siteUrl = (item: StoredItem) => item.drive.site?.webUrl ?? item.drive.webUrl.replace(/\/Documents$/, "");
  return {
    everything: wholeText,
    wordsArePrefixes: false,
    unknownProperty: "nothing",
    nowMs: world.now(),
    fields: {
      author: { kind: "text", read: (item) => person(item.createdBy) },
      createdby: { kind: "text", read: (item) => person(item.createdBy) },
      modifiedby: { kind: "text", read: (item) => person(item.modifiedBy) },
      editor: { kind: "text", read: (item) => person(item.modifiedBy) },
      title: { kind: "text", read: ({ title }) => title },
      filename: { kind: "text", read: (item) => (item.kind === "folder" ? "" : item.name) },
      filetype: { kind: "exact", read: extension },
      fileextension: { kind: "exact", read: extension },
      size: { kind: "number", read: ({ size }) => size },
      lastmodifiedtime: modified,
      write: modified,
      created,
      isdocument: { kind: "flag", read: ({ kind }) => kind !== "folder" },
      ...(behaviour.indexKnowsIsContainer && {
        iscontainer: { kind: "flag", read: ({ kind }: StoredItem) => kind === "folder" } as const,
      }),
      contenttypeid: { kind: "exact", read: ({ kind }) => [kind === "folder" ? "0x0120009A" : "0x0101009A"] },
      contentclass: { kind: "exact", read: (item) => [contentClassOf(item)] },
      path: { kind: "own", test: (item, value) => isBelow(indexedUrlOf(item, world), value) },
      // "The paths are searched recursively": the page on targeted collections.
      documentlink: { kind: "own", test: (item, value) => isBelow(webUrlOf(item), value) },
      site: { kind: "own", test: (item, value) => isBelow(siteUrl(item), value) },
      siteid: { kind: "exact", read: ({ drive }) => drive.site?.id.split(",").slice(1) ?? [] },
      uniqueid: { kind: "exact", read: ({ uniqueId }) => [uniqueId] },
      listid: { kind: "exact", read: ({ drive }) => [drive.listId] },
      parentlink: { kind: "own", test: (item, value) => plainUrl(webUrlOf(item.parent ?? item)) === plainUrl(value) },
    },
  };
}

/** `path:` means an address and everything below it; escaped or not, with or without a final slash. */
export function isBelow(url: string, wanted: string): boolean {
  const [address, start] = [plainUrl(url), plainUrl(wanted)];
  return (
    address === start ||
    (start !== "" && address.startsWith(start) && /[^\p{L}\p{N}]/u.test(address.charAt(start.length)))
  );
}

function plainUrl(url: string): string {
  let plain = url;
  try {
    plain = decodeURIComponent(url);
  } catch {
    // Somebody's own percent sign: the text as it is.
  }
  return plain.toLowerCase().replace(/\*$/, "").replace(/\/+$/, "");
}

/** Every item that the caller may open and the index knows by now; roots are no hits. */
export function searchableItems(world: World, tenantId: string, userId: string): StoredItem[] {
  const user = world.directory.users.get(userId);
  if (user !== undefined) world.files.oneDrive(user);
  const indexedBefore = world.now() - world.behaviour.searchIndexLagMs;
  return world.files
    .drives(tenantId)
    .flatMap((drive) => [...drive.items.values()])
    .filter((item) => pathOf(item).length > 0 && item.modifiedAt <= indexedBefore && mayOpen(userId, item));
}

interface HitContext {
  world: World;
  words: readonly string[];
  fields: readonly string[];
  text: string;
}

/** The index keeps spaces as they are. */
const shownUrlOf = (item: StoredItem, world: World) => indexedUrlOf(item, world).replaceAll("%20", " ");

/** Search joins the names of all who had a hand in a file. */
const searchAuthor = (author: Author, other: Author) => ({
  user: {
    displayName: other.name === author.name ? author.name : `${author.name};${other.name}`,
    ...(author.address === null ? {} : { email: author.address }),
  },
});

const siteIdOf = ({ drive }: StoredItem) =>
  drive.site?.id ?? `${new URL(drive.webUrl).host},${drive.listId},${drive.listId}`;

function parentOf(item: StoredItem) {
  return {
    driveId: item.drive.id,
    id: item.parent?.id,
    sharepointIds: { listId: item.drive.listId, listItemId: String(item.listItemId), listItemUniqueId: item.uniqueId },
    siteId: siteIdOf(item),
  };
}

/** The one managed property that files have of those which `fields` may name; the others are passed over. */
const fieldsOf = (item: StoredItem, wanted: readonly string[]): { title?: string } =>
  wanted.some((name) => name.toLowerCase() === "title") ? { title: item.title } : {};

/** Whether a folder's hit says that it is one; by default about half of them do. */
function saysFolder(world: World, item: StoredItem): boolean {
  const { searchFolderFacet } = world.behaviour;
  return searchFolderFacet === "always" || (searchFolderFacet === "sometimes" && item.id.charCodeAt(5) % 2 === 0);
}

/** A file, folder or page as a hit. */
export function driveItemHit(item: StoredItem, { world, words, text }: HitContext): Hit {
  return {
    hitId: item.id,
    summary: markedSummary(text === "" ? item.title : text, words),
    resource: {
      "@odata.type": "#microsoft.graph.driveItem",
      size: item.size,
      fileSystemInfo: { createdDateTime: second(item.createdAt), lastModifiedDateTime: second(item.modifiedAt) },
      id: item.id,
      createdBy: searchAuthor(item.createdBy, item.modifiedBy),
      createdDateTime: second(item.createdAt),
      ...(item.kind === "folder" && saysFolder(world, item) ? { folder: { childCount: item.children.length } } : {}),
      lastModifiedBy: searchAuthor(item.modifiedBy, item.modifiedBy),
      lastModifiedDateTime: second(item.modifiedAt),
      name: item.name,
      parentReference: parentOf(item),
      webUrl: shownUrlOf(item, world),
    },
  };
}

/** The same as a list's item. */
export function listItemHit(item: StoredItem, { world, words, fields, text }: HitContext): Hit {
  const { sharepointIds, siteId } = parentOf(item);
  return {
    hitId: item.uniqueId,
    summary: markedSummary(text === "" ? item.title : text, words),
    resource: {
      "@odata.type": "#microsoft.graph.listItem",
      id: item.uniqueId,
      // Not the file's: the documented example has a title here.
      name: item.title,
      createdDateTime: second(item.createdAt),
      lastModifiedDateTime: second(item.modifiedAt),
      webUrl: shownUrlOf(item, world),
      sharepointIds: { listId: sharepointIds.listId, listItemId: sharepointIds.listItemId },
      createdBy: searchAuthor(item.createdBy, item.modifiedBy),
      lastModifiedBy: searchAuthor(item.modifiedBy, item.modifiedBy),
      parentReference: { siteId, sharepointIds: { listId: sharepointIds.listId } },
      ...(fields.length === 0 ? {} : { fields: fieldsOf(item, fields) }),
    },
  };
}

/** A library, or another list. */
export function listHit(site: SiteRecord, list: { id: string; name: string; title: string; webUrl: string }): Hit {
  return {
    hitId: list.id,
    summary: "",
    resource: {
      "@odata.type": "#microsoft.graph.list",
      id: list.id,
      displayName: `${site.displayName} - ${list.title}`,
      description: "",
      lastModifiedDateTime: second(site.createdAt),
      name: list.name,
      parentReference: { siteId: site.id },
      webUrl: list.webUrl,
    },
  };
}
