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

const viewer = /\/_layouts\/15\/(?:doc|wopiframe|wopiframe2|xlviewer|powerpoint|wordviewer)\.aspx$/i;

const linkOf = (kind: "list-link" | "sharing-link", { href, hash }: URL): AddressFields => ({
  kind,
  link: href.slice(0, href.length - hash.length),
});
/** Any address of an organisation's SharePoint or OneDrive; Graph is asked what it leads to. */
const asked = (url: URL): AddressFields => linkOf("sharing-link", url);
const when = (fits: (url: URL) => boolean) => (url: URL) => (fits(url) ? asked(url) : undefined);

const isView = (url: URL) =>
  [parameterOf(url, "id"), parameterOf(url, "rootfolder")].some((path) => path?.startsWith("/") ?? false);

const site = "https://contoso.sharepoint.com/sites/marketing";
const sectionId = "6e3b2f0e-58a1-4f6c-9d0d-7f1f3c1d2a3b";
const pageId = "8a1de3b4-2c5f-4e0a-b6d7-90a1b2c3d4e5";
const library = "%2Fsites%2Fmarketing%2FShared%20Documents";

/** The addresses of SharePoint and OneDrive, and of OneNote in them. */
export const sharePointAddresses: readonly AddressForm[] = [
  {
    leadsTo: "a page or section of OneNote on the web",
    example: `${site}/SiteAssets/Notes?wd=target%28Plans.one%7C${sectionId}%2FOpening%20day%7C${pageId}%2F%29`,
    read: (url) => (parameterOf(url, "wd") === undefined ? undefined : note(url)),
  },
  {
    leadsTo: "a page or section in the OneNote app",
    example:
      `onenote:${site}/SiteAssets/Notes/Plans.one` + `#Opening%20day&section-id={${sectionId}}&page-id={${pageId}}&end`,
    read: note,
  },
  {
    leadsTo: "a list, or an item of it",
    example: `${site}/Lists/Events/DispForm.aspx?ID=7`,
    read: (url) => (listTargetIn(url.href) === undefined ? undefined : linkOf("list-link", url)),
  },
  {
    leadsTo: "a file, folder or notebook, by a sharing link; it is never redeemed, which would grant access",
    example: "https://contoso.sharepoint.com/:w:/s/marketing/EaBcD_123?e=4xYz",
    read: when(isSharingLink),
  },
  {
    leadsTo: "a file, opened in Word, Excel or PowerPoint for the web",
    example: `${site}/_layouts/15/Doc.aspx?sourcedoc=%7B${"6E3B2F0E-58A1-4F6C-9D0D-7F1F3C1D2A3B"}%7D&file=Plan.docx`,
    read: when(({ pathname }) => viewer.test(pathname)),
  },
  {
    leadsTo: "a folder or file, as a view of a library or of OneDrive shows it",
    example: `${site}/Shared%20Documents/Forms/AllItems.aspx?id=${library}%2FReports`,
    read: when(isView),
  },
  {
    leadsTo: "a page of a site",
    example: `${site}/SitePages/Home.aspx`,
    read: when(({ pathname }) => /\/SitePages\/[^/]+\.aspx$/i.test(pathname)),
  },
  { leadsTo: "a file or folder, by its path", example: `${site}/Shared%20Documents/Plan.docx`, read: asked },
];
