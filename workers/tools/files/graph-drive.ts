import { z } from "zod";

const identity = z.object({ displayName: z.string().nullish(), email: z.string().nullish() });

/** Graph's `identitySet`. */
export const graphIdentities = z.object({
  user: identity.nullish(),
  group: identity.nullish(),
  application: identity.nullish(),
});
export type GraphIdentities = z.infer<typeof graphIdentities>;

const sharepointIds = z.object({
  listId: z.string().nullish(),
  listItemId: z.string().nullish(),
  listItemUniqueId: z.string().nullish(),
  siteId: z.string().nullish(),
});
const parentReference = z.object({
  id: z.string().nullish(),
  driveId: z.string().nullish(),
  driveType: z.string().nullish(),
  path: z.string().nullish(),
  siteId: z.string().nullish(),
  sharepointIds: sharepointIds.nullish(),
});

/** The facets by which an item is a file, a folder, or a package that an app treats as one item. */
const facets = {
  file: z.object({ mimeType: z.string().nullish() }).nullish(),
  folder: z.object({ childCount: z.number().nullish() }).nullish(),
  package: z.object({ type: z.string().nullish() }).nullish(),
};

/** Graph's `driveItem`. All properties may be missing: search returns fewer than a drive. */
export const graphDriveItem = z.object({
  id: z.string().nullish(),
  name: z.string().nullish(),
  size: z.number().nullish(),
  eTag: z.string().nullish(),
  cTag: z.string().nullish(),
  webUrl: z.string().nullish(),
  createdDateTime: z.string().nullish(),
  lastModifiedDateTime: z.string().nullish(),
  createdBy: graphIdentities.nullish(),
  lastModifiedBy: graphIdentities.nullish(),
  parentReference: parentReference.nullish(),
  sharepointIds: sharepointIds.nullish(),
  ...facets,
  /** A link to the bytes of a file, if it is selected. A bearer secret: for `GraphDoor.download` only. */
  "@microsoft.graph.downloadUrl": z.string().nullish(),
  /** Target of a shortcut. */
  remoteItem: z.object({ id: z.string().nullish(), parentReference: parentReference.nullish(), ...facets }).nullish(),
});
export type GraphDriveItem = z.infer<typeof graphDriveItem>;

/** Graph's `drive`. */
export const graphDrive = z.object({ id: z.string().nullish(), driveType: z.string().nullish() });

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
