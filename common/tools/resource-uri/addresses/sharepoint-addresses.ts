import { type AddressFields, type AddressForm, parameterOf, segmentsOf } from "./address-form.ts";
import { addressUrl, decodePercent, isSharingLink, pathIn, sharePointAddress } from "./microsoft-hosts.ts";

/** What an address of OneNote names: Graph knows other ids than those in it, so that names have to do. */
export interface NoteTarget {
  /** The address, where the notebook is in a site. Undefined in a OneDrive. */
  site: string | undefined;
  section: string;
  /** The id is OneNote's own; only some links that Graph gives have it too. */
  page: { title: string; id: string } | undefined;
  sectionId: string | undefined;
}

const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
const idIn = (text: string | undefined) => guid.exec(text ?? "")?.[0].toLowerCase();
const extension = ".one";
const isSection = (name: string) => name.toLowerCase().endsWith(extension);
const sectionName = (path: string) => (path.split("/").at(-1) ?? "").slice(0, -extension.length);

type Named = Omit<NoteTarget, "site">;

/** `target(Group/Section.one|{id}/Title of the page|{id}/)`, in which a backslash is before what means something. */
function inTarget(wd: string | undefined): Named | undefined {
  if (!wd?.startsWith("target(")) return undefined;
  const [path = "", ...more] = wd.slice("target(".length).replace(/\)$/, "").split("|");
  if (!isSection(path)) return undefined;
  const last = more.pop();
  const middle = more.join("|");
  const [sectionId, pageId] = [idIn(more.length === 0 ? last : middle.slice(0, 36)), idIn(last)];
  const title = middle.slice(37).replace(/\\(.)/g, "$1");
  const page = title === "" || pageId === undefined ? undefined : { title, id: pageId };
  return { section: sectionName(path), sectionId, page };
}

/** `…/Section.one#Title of the page&section-id={…}&page-id={…}&end`. */
function inPath(url: URL): Named | undefined {
  const file = segmentsOf(url).at(-1) ?? "";
  if (!isSection(file)) return undefined;
  const parts = url.hash.slice(1).split("&");
  const idOf = (name: string) => idIn(parts.find((part) => part.startsWith(`${name}=`)));
  const [title, pageId] = [decodePercent(parts[0] ?? "") ?? "", idOf("page-id")];
  const page = title === "" || pageId === undefined ? undefined : { title, id: pageId };
  return { section: sectionName(file), sectionId: idOf("section-id"), page };
}

/** What an address of OneNote in SharePoint or OneDrive names. Undefined for another address. */
export function noteTargetIn(link: string): NoteTarget | undefined {
  const url = addressUrl(link);
  const place = sharePointAddress(link);
  // A sharing link leads to the notebook, which Graph has to tell.
  if (url === undefined || place === undefined || isSharingLink(place)) return undefined;
  const named = inTarget(parameterOf(url, "wd")) ?? inPath(url);
  const isInOneDrive = pathIn(place).toLowerCase().startsWith("/personal/");
  return named && { ...named, site: isInOneDrive ? undefined : place.href };
}

const note = ({ href }: URL): AddressFields | undefined =>
  noteTargetIn(href) === undefined ? undefined : { kind: "note-link", link: href };

/** The https address in one that opens the OneNote app; other texts as they are. */
export function withoutNoteScheme(text: string): string {
  const [, inside, hash = ""] = /^\s*onenote:(?:(https:.*)|#(.*))$/is.exec(text) ?? [];
  if (inside !== undefined) return inside;
  const [parts, base] = hash.split("&base-path=");
  return base === undefined ? text : `${base}#${parts}`;
}

/** What an address in a list names. */
interface ListTarget {
  /** The address of the site that the list is in, decoded. */
  site: string;
  /** The address of the list, decoded. */
  list: string;
  itemId: string | undefined;
}

/**
 * The list that an address of SharePoint names, and the item where it shows one: SharePoint keeps lists in the folder
 * `Lists` of their site. Undefined for another address, such as that of a library, or of a file attached to an item.
 */
export function listTargetIn(link: string): ListTarget | undefined {
  const url = sharePointAddress(link);
  if (url === undefined || isSharingLink(url)) return undefined;
  const form = /^(.*?)\/Lists\/([^/]+)(?:\/(?:[^/]+\.aspx|(\d{1,10})_\.000))?\/?$/i;
  const [, site, name, row] = form.exec(decodePercent(pathIn(url)) ?? "") ?? [];
  if (site === undefined || name === undefined) return undefined;
  const id = row ?? parameterOf(url, "id");
  const itemId = id !== undefined && /^\d{1,10}$/.test(id) ? id : undefined;
  return { site: url.origin + site, list: `${url.origin}${site}/Lists/${name}`, itemId };
}

const linkOf = (kind: "list-link" | "sharing-link", { href, hash }: URL): AddressFields => ({
  kind,
  link: href.slice(0, href.length - hash.length),
});

/** The addresses of SharePoint and OneDrive, and of OneNote in them. */
export const sharePointAddresses: readonly AddressForm[] = [
  { leadsTo: "a page or section of OneNote", read: note },
  {
    leadsTo: "a list, or an item of it",
    read: (url) => (listTargetIn(url.href) === undefined ? undefined : linkOf("list-link", url)),
  },
  // Any other address of an organisation: Graph is asked what it leads to. A sharing link is never redeemed.
  { leadsTo: "a file, folder, notebook or page of a site", read: (url) => linkOf("sharing-link", url) },
];
