import { decodePercent } from "#common/tools/resource-uri/decode-percent.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import type { Person } from "#workers/tools/person.ts";
import { isExternal } from "#workers/tools/text/mail-address.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { kindOfHit, nameOfItem, personIn, uriOfItem } from "./file-hit.ts";
import type { GraphDriveItem } from "./graph-drive.ts";

export interface DriveChild {
  [field: string]: unknown;
  uri: string;
  name: string;
  kind: string;
  size?: number;
  childCount?: number;
  lastModifiedDateTime?: string;
  lastModifiedBy?: Person;
}

export interface DriveItemContent {
  [field: string]: unknown;
  name: string;
  kind: string;
  id?: string;
  driveId?: string;
  /** The path of its folder. */
  location?: string;
  webUrl?: string;
  mimeType?: string;
  size?: number;
  childCount?: number;
  createdDateTime?: string;
  createdBy?: Person;
  lastModifiedDateTime?: string;
  lastModifiedBy?: Person;
  external?: boolean;
  children?: DriveChild[];
}

/** The file or folder as shown to callers. */
export function driveItemContent(item: GraphDriveItem, userDomain: string | undefined): DriveItemContent {
  const lastModifiedBy = personIn(item.lastModifiedBy);
  return {
    name: nameOfItem(item),
    kind: kindOfHit(item),
    ...withoutEmpty({
      id: item.id,
      driveId: item.parentReference?.driveId,
      location: locationOf(item),
      webUrl: item.webUrl,
      mimeType: item.file?.mimeType,
      size: item.size,
      childCount: item.folder?.childCount,
      createdDateTime: item.createdDateTime,
      createdBy: personIn(item.createdBy),
      lastModifiedDateTime: item.lastModifiedDateTime,
      lastModifiedBy,
      external: isExternal(lastModifiedBy, userDomain),
    }),
  };
}

/** An item in the list of its folder. */
export function driveChild(item: GraphDriveItem, driveId: string): DriveChild {
  const parentReference = { ...item.parentReference, driveId: item.parentReference?.driveId ?? driveId };
  return {
    uri: uriOfItem({ ...item, parentReference }),
    name: nameOfItem(item),
    kind: kindOfHit(item),
    ...withoutEmpty({
      size: item.folder == null ? item.size : undefined,
      childCount: item.folder?.childCount,
      lastModifiedDateTime: item.lastModifiedDateTime,
      lastModifiedBy: personIn(item.lastModifiedBy),
    }),
  };
}

/** Graph returns `/drives/{id}/root:/A/B`, percent-encoded or not. */
function locationOf({ parentReference }: GraphDriveItem): string | undefined {
  const path = parentReference?.path?.split("root:")[1];
  return path === undefined ? undefined : cleanLine(decodePercent(path) ?? path) || "/";
}
