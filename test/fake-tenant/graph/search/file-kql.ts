import { mayOpen, pathOf, webUrlOf } from "#test/fake-tenant/data/files/drive.ts";
import type { Author, StoredItem } from "#test/fake-tenant/data/files/file-types.ts";
import { extensionOf } from "#test/fake-tenant/data/files/mime-types.ts";
import { indexedUrlOf } from "#test/fake-tenant/graph/files/item-addresses.ts";
import type { KqlModel } from "#test/fake-tenant/graph/kql/compile-kql.ts";
import type { World } from "#test/fake-tenant/world/world.ts";

const person = ({ name, address }: Author) => `${name} ${address ?? ""}`;

/** SharePoint's class of what an item is. */
export function contentClassOf(item: StoredItem): string {
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
      spsiteurl: { kind: "own", test: (item, value) => isBelow(siteUrl(item), value) },
      siteid: { kind: "exact", read: ({ drive }) => drive.site?.id.split(",").slice(1) ?? [] },
      driveid: { kind: "exact", read: ({ drive }) => [drive.id] },
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
