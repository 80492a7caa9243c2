import { decodePercent } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { isExternal } from "#workers/tools/person.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import { kindOfHit, nameOfItem, personIn, shortPerson, uriOfItem } from "./file-hit.ts";
import type { GraphDriveItem } from "./graph-drive.ts";

/** The file or folder as shown to callers. */
export function driveItemContent(item: GraphDriveItem, context: ChangeContext) {
  return withoutEmpty({
    name: nameOfItem(item),
    kind: kindOfHit(item),
    location: locationOf(item),
    webUrl: item.webUrl,
    size: item.size,
    childCount: item.folder?.childCount,
    ...changesOf(item, context),
  });
}

export interface ChangeContext {
  userDomain?: string | undefined;
  clock: PersonClock;
}

/** Times at which something was made and changed last, and by whom. A time for both is said once. */
export function changesOf(
  item: Pick<GraphDriveItem, "createdDateTime" | "createdBy" | "lastModifiedDateTime" | "lastModifiedBy">,
  { userDomain, clock }: ChangeContext,
) {
  const [createdBy, lastModifiedBy] = [personIn(item.createdBy), personIn(item.lastModifiedBy)];
  const isUnchanged = item.createdDateTime === item.lastModifiedDateTime;
  return withoutEmpty({
    createdDateTime: isUnchanged ? undefined : clock.local(item.createdDateTime),
    createdBy: shortPerson(createdBy),
    lastModifiedDateTime: clock.local(item.lastModifiedDateTime),
    lastModifiedBy,
    external: isExternal(lastModifiedBy, userDomain) || undefined,
  });
}

/** An item in the list of its folder. */
export function driveChild(item: GraphDriveItem, driveId: string, { clock }: ChangeContext) {
  const parentReference = { ...item.parentReference, driveId: item.parentReference?.driveId ?? driveId };
  const kind = kindOfHit(item);
  return withoutEmpty({
    uri: uriOfItem({ ...item, parentReference }),
    name: nameOfItem(item),
    kind: kind === "file" ? undefined : kind,
    size: item.folder == null ? item.size : undefined,
    childCount: item.folder?.childCount,
    lastModifiedDateTime: clock.local(item.lastModifiedDateTime),
    lastModifiedBy: shortPerson(personIn(item.lastModifiedBy)),
  });
}

/** Graph returns `/drives/{id}/root:/A/B`, percent-encoded or not. */
function locationOf({ parentReference, webUrl }: GraphDriveItem): string | undefined {
  const path = parentReference?.path?.split("root:")[1];
  if (path === undefined) return undefined;
  const location = decodePercent(path) ?? path;
  return decodePercent(webUrl ?? "")?.includes(`${location}/`) ? undefined : cleanLine(location) || "/";
}
