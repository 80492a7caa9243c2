import { z } from "zod";
import { numbers, texts } from "#workers/tools/graph-values.ts";

const identity = z.object(texts("displayName", "email"));

/** Graph's `identitySet`. */
export const graphIdentities = z.object({
  user: identity.nullish(),
  group: identity.nullish(),
  application: identity.nullish(),
});
export type GraphIdentities = z.infer<typeof graphIdentities>;

const sharepointIds = z.object(texts("listId", "listItemId", "listItemUniqueId", "siteId"));
const parentReference = z.object({
  ...texts("id", "driveId", "driveType", "path", "siteId"),
  sharepointIds: sharepointIds.nullish(),
});

/** The facets by which an item is a file, a folder, or a package that an app treats as one item. */
const facets = {
  file: z.object(texts("mimeType")).nullish(),
  folder: z.object(numbers("childCount")).nullish(),
  package: z.object(texts("type")).nullish(),
};

/** Graph's `driveItem`. All properties may be missing: search returns fewer than a drive. */
export const graphDriveItem = z.object({
  ...texts("id", "name", "eTag", "cTag", "webUrl", "createdDateTime", "lastModifiedDateTime"),
  ...numbers("size"),
  createdBy: graphIdentities.nullish(),
  lastModifiedBy: graphIdentities.nullish(),
  parentReference: parentReference.nullish(),
  sharepointIds: sharepointIds.nullish(),
  ...facets,
  /** A link to the bytes of a file, if it is selected. A bearer secret: for `GraphDoor.download` only. */
  ...texts("@microsoft.graph.downloadUrl"),
  /** Target of a shortcut. */
  remoteItem: z.object({ ...texts("id"), parentReference: parentReference.nullish(), ...facets }).nullish(),
});
export type GraphDriveItem = z.infer<typeof graphDriveItem>;

/** Graph's `drive`. */
export const graphDrive = z.object(texts("id", "driveType"));

export const selectForItem =
  "id,name,size,file,folder,package,webUrl,parentReference,sharepointIds,remoteItem,createdDateTime," +
  "lastModifiedDateTime,createdBy,lastModifiedBy";

/** `$select` for one item, with its versions and the link to its bytes. */
export const selectForFile = `${selectForItem},eTag,cTag,@microsoft.graph.downloadUrl`;

/** `file`, `folder` or `package`. Undefined if unknown, as for some search hits. */
export function kindOfItem({ file, folder, package: bundle, remoteItem }: GraphDriveItem) {
  if (bundle ?? remoteItem?.package) return "package";
  if (folder ?? remoteItem?.folder) return "folder";
  return (file ?? remoteItem?.file) ? "file" : undefined;
}

/** The extension of a file name in lower case. Empty if there is none. */
export function extensionOf(name: string): string {
  return /\.([^.]{1,20})$/.exec(name)?.[1]?.toLowerCase() ?? "";
}
