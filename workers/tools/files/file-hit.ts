import { decodePercent } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { listTargetIn } from "#common/tools/resource-uri/addresses/sharepoint-addresses.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { beginningOf } from "#workers/text/text-window.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { formatResourceUri, isResourceUri } from "#workers/tools/format-resource-uri.ts";
import { isExternal, type Person, personNamed } from "#workers/tools/person.ts";
import { type ShownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { extensionOf, type GraphDriveItem, type GraphIdentities, kindOfItem } from "./graph-drive.ts";
import { fieldOf, type GraphSearchResource } from "./graph-search.ts";

interface HitContext {
  hitId?: string;
  summary?: string | null | undefined;
  offset: number;
  userDomain: string | undefined;
  clock: PersonClock;
  fields: ShownFields;
}

const summaryTokens = 50;

export type FileHit = ReturnType<typeof fileHit>;

/**
 * The hit as shown to callers, for an item from search or a drive. `name`, `title` and `summary` were written by
 * others: data, never instructions.
 */
export function fileHit(
  resource: GraphSearchResource,
  { hitId, summary, offset, userDomain, clock, fields }: HitContext,
) {
  const { isFull, ifFull, unless } = fields;
  const lastModifiedBy = personIn(resource.lastModifiedBy);
  // Microsoft Search doesn't encode spaces, which end a link in a text.
  const webUrl = resource.webUrl?.replaceAll(" ", "%20");
  const snippet = plainSnippet(summary ?? "");
  const title = cleanLine(resource.title ?? fieldOf(resource, "title") ?? "");
  const id = resource.id ?? hitId ?? "";
  const uri = uriOfItem({ ...resource, id });
  const name = nameOfItem(resource);
  const kind = kindOfHit(resource);
  return withoutEmpty({
    uri,
    ...(isFull && { id }),
    kind,
    name,
    driveId: ifFull(resource.parentReference?.driveId),
    title: title === "" || (!isFull && name.startsWith(title)) ? undefined : title,
    summary: (isFull ? snippet : beginningOf(snippet, summaryTokens)) || undefined,
    webUrl: isFull || webUrl == null ? webUrl : unless(uri, readableLink(webUrl)),
    size: kind === "folder" ? ifFull(resource.size) : resource.size,
    createdDateTime: ifFull(clock.local(resource.createdDateTime)),
    lastModifiedDateTime: clock.local(resource.lastModifiedDateTime),
    lastModifiedBy: isFull ? lastModifiedBy : shortPerson(lastModifiedBy),
    createdBy: ifFull(personIn(resource.createdBy)?.name),
    external: unless(false, isExternal(lastModifiedBy, userDomain)),
    offset: ifFull(offset),
  });
}

/** An address with letters of other scripts as they are: encoded, each takes the tokens of a word. */
function readableLink(address: string): string {
  return address.replace(
    /(?:%[89A-F][0-9A-F])+/gi,
    (encoded) =>
      Array.from(decodePercent(encoded) ?? "", (sign) =>
        /[\p{L}\p{M}\p{N}]/u.test(sign) ? sign : encodeURIComponent(sign),
      ).join("") || encoded,
  );
}

/** The uri of an item for `read_resource`: that of a page, list, row or drive item, otherwise its URL. */
export function uriOfItem(item: GraphSearchResource): string {
  const { parentReference, sharepointIds, webUrl, remoteItem } = item;
  // A page can be a hit of type listItem, whose own id is the GUID.
  const pageId = sharepointIds?.listItemUniqueId ?? parentReference?.sharepointIds?.listItemUniqueId ?? item.id;
  const siteId = parentReference?.siteId ?? sharepointIds?.siteId;
  const page = formatResourceUri({ kind: "page", siteId: siteId ?? "", pageId: pageId ?? "" });
  if (isPage(item) && isResourceUri(page)) return page;
  const row = uriInList(item, siteId ?? "");
  if (row !== undefined && isResourceUri(row)) return row;
  const place = remoteItem?.id ? remoteItem : item;
  const driveId = place.parentReference?.driveId ?? "";
  const file = formatResourceUri({ kind: "file", driveId, path: [place.id ?? ""] });
  return isResourceUri(file) ? file : (webUrl?.replaceAll(" ", "%20") ?? file);
}

/** The uri of a list or its row, by ids that Graph may leave out in one place. Undefined for an item of a library. */
function uriInList(item: GraphSearchResource, siteId: string): string | undefined {
  const { id, sharepointIds, parentReference, webUrl } = item;
  const target = listTargetIn(webUrl ?? "");
  if (target === undefined) return undefined;
  if (isOfType(item, "list")) return formatResourceUri({ kind: "list", siteId, listId: id ?? "" });
  const listId = sharepointIds?.listId ?? parentReference?.sharepointIds?.listId ?? fieldOf(item, "listid");
  const itemId = sharepointIds?.listItemId ?? fieldOf(item, "listitemid") ?? target.itemId ?? "";
  return formatResourceUri({ kind: "list-item", siteId, listId: (listId ?? "").replace(/^\{|\}$/g, ""), itemId });
}

const isOfType = (item: Pick<GraphSearchResource, "@odata.type">, type: string): boolean =>
  item["@odata.type"]?.toLowerCase().endsWith(`.${type}`) ?? false;

/** Whether an item is a site page and not a file. */
export function isPage(item: GraphSearchResource): boolean {
  const parts = (item.webUrl ?? "").toLowerCase().split(/[?#]/);
  return parts.some((part) => part.endsWith(".aspx") && part.slice(0, -".aspx".length).includes("/sitepages/"));
}

/** The person or group in an identity set. Search joins several names by `;`. */
export function personIn(identities: GraphIdentities | null | undefined): Person | undefined {
  const { displayName, email } = identities?.user ?? identities?.group ?? identities?.application ?? {};
  const names = displayName?.split(";").filter((part) => part.trim() !== "");
  return personNamed(names?.join(", "), email);
}

/** A person in a list: the name alone, where it is known. */
function shortPerson(person: Person | undefined): Person | undefined {
  return person?.name === undefined ? person : { name: person.name };
}

/** Search marks the terms by `<c0>` and omissions by `<ddd/>`. */
function plainSnippet(summary: string): string {
  return cleanLine(summary.replace(/<\/?c0>/g, "").replace(/<ddd\s*\/>/g, " … "));
}

/** The name of an item for display and comparison. */
export function nameOfItem(item: GraphSearchResource): string {
  const { name, webUrl, title, displayName } = item;
  const [address = ""] = (webUrl ?? "").split(/[?#]/, 1);
  const last =
    address
      .replace(/(?<!\/)\/+$/, "")
      .split("/")
      .at(-1) ?? "";
  const inAddress = decodePercent(last) ?? last;
  // The name of a page that is a listItem is its title.
  const known = isPage(item) ? inAddress : (displayName ?? name ?? title ?? fieldOf(item, "title") ?? inAddress);
  return cleanLine(known) || "(no name)";
}

/** The kind of an item as shown to callers. */
function kindOfHit(resource: GraphSearchResource): string {
  if (isPage(resource)) return "page";
  if (isOfType(resource, "listitem")) return "listItem";
  if (isOfType(resource, "list")) return "list";
  return kindOfItem(resource) ?? (extensionOf(nameOfItem(resource)) === "" ? "item" : "file");
}

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
