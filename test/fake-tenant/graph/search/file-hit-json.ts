import type { Author, DriveRecord, SiteRecord, StoredItem } from "#test/fake-tenant/data/files/file-types.ts";
import { extensionOf } from "#test/fake-tenant/data/files/mime-types.ts";
import { indexedUrlOf } from "#test/fake-tenant/graph/files/item-addresses.ts";
import { second } from "#test/fake-tenant/graph/second.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { contentClassOf } from "./file-kql.ts";
import type { Hit } from "./search-result.ts";
import { markedSummary } from "./summary.ts";

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
    sharepointIds: {
      listId: item.drive.listId,
      listItemId: String(item.listItemId),
      listItemUniqueId: item.uniqueId,
    },
    siteId: siteIdOf(item),
  };
}

/** The managed properties that `fields` may name; unknown names are passed over. */
function fieldsOf(item: StoredItem, wanted: readonly string[], world: World): Record<string, unknown> {
  const all: Record<string, unknown> = {
    title: item.title,
    name: item.name,
    filename: item.name,
    filetype: extensionOf(item.name),
    fileextension: extensionOf(item.name),
    path: shownUrlOf(item, world),
    author: item.createdBy.name,
    created: second(item.createdAt),
    lastmodifiedtime: second(item.modifiedAt),
    size: String(item.size),
    contentclass: contentClassOf(item),
    isdocument: item.kind !== "folder",
    iscontainer: item.kind === "folder",
    driveid: item.drive.id,
    spsiteurl: item.drive.site?.webUrl ?? item.drive.webUrl,
    sitetitle: item.drive.site?.displayName ?? item.drive.name,
    sitename: item.drive.site?.webUrl ?? item.drive.webUrl,
  };
  // Graph writes the names back with a small first letter.
  return Object.fromEntries(
    wanted.flatMap((name) => {
      const value = all[name.toLowerCase()];
      return value === undefined ? [] : [[name.charAt(0).toLowerCase() + name.slice(1), value]];
    }),
  );
}

/** Whether a folder's hit says that it is one; by default about half of them do. */
function saysFolder(world: World, item: StoredItem): boolean {
  const { searchFolderFacet } = world.behaviour;
  return searchFolderFacet === "always" || (searchFolderFacet === "sometimes" && item.id.charCodeAt(5) % 2 === 0);
}

/** A file, folder or page as a hit. */
export function driveItemHit(item: StoredItem, { world, words, fields, text }: HitContext): Hit {
  const listFields = fieldsOf(item, fields, world);
  return {
    hitId: item.id,
    summary: markedSummary(text === "" ? item.title : text, words),
    resource: {
      "@odata.type": "#microsoft.graph.driveItem",
      size: item.size,
      fileSystemInfo: { createdDateTime: second(item.createdAt), lastModifiedDateTime: second(item.modifiedAt) },
      ...(fields.length === 0
        ? {}
        : { listItem: { "@odata.type": "#microsoft.graph.listItem", id: item.uniqueId, fields: listFields } }),
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
      ...(fields.length === 0 ? {} : { fields: fieldsOf(item, fields, world) }),
    },
  };
}

export function siteHit(site: SiteRecord): Hit {
  return {
    hitId: site.id,
    summary: "",
    resource: {
      "@odata.type": "#microsoft.graph.site",
      id: site.id,
      createdDateTime: second(site.createdAt),
      description: site.description,
      displayName: site.displayName,
      lastModifiedDateTime: second(site.createdAt),
      name: site.name,
      webUrl: site.webUrl,
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

export function driveHit(site: SiteRecord, drive: DriveRecord): Hit {
  return {
    hitId: drive.id,
    summary: "",
    resource: {
      "@odata.type": "#microsoft.graph.drive",
      id: drive.id,
      description: "",
      name: drive.name,
      lastModifiedDateTime: second(site.createdAt),
      parentReference: { siteId: site.id },
      webUrl: drive.webUrl,
    },
  };
}
