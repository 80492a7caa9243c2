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

const notebook = "https://contoso.sharepoint.com/sites/marketing/SiteAssets/Notes";
const sectionId = "6e3b2f0e-58a1-4f6c-9d0d-7f1f3c1d2a3b";
const pageId = "8a1de3b4-2c5f-4e0a-b6d7-90a1b2c3d4e5";

/** The addresses of OneNote, which are addresses of SharePoint and OneDrive. */
export const noteAddresses: readonly AddressForm[] = [
  {
    leadsTo: "a page or section of OneNote on the web",
    example: `${notebook}?wd=target%28Plans.one%7C${sectionId}%2FOpening%20day%7C${pageId}%2F%29`,
    read: (url) => (parameterOf(url, "wd") === undefined ? undefined : note(url)),
  },
  {
    leadsTo: "a page or section in the OneNote app",
    example: `onenote:${notebook}/Plans.one#Opening%20day&section-id={${sectionId}}&page-id={${pageId}}&end`,
    read: note,
  },
];
