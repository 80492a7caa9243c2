import { ToolError } from "#common/errors.ts";
import { withoutNoteScheme } from "#common/tools/resource-uri/addresses/note-addresses.ts";
import { indexedAddress, isWithin } from "#workers/tools/files/file-address.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { type GraphNotebook, graphNotebook } from "./graph-notes.ts";
import { notesPage } from "./notes-page.ts";
import { notesPath } from "./notes-path.ts";

/** Where something is looked for: at an address, in the user's own notebooks or in those of a site. */
export interface NotePlace {
  link: string;
  siteId: string | undefined;
  /** Whether Graph said that it is of this site. */
  isOfSite?: boolean;
}

/** An address in a OneDrive or site, decoded. */
interface Place {
  /** That of the OneDrive or site. */
  web: string;
  /** The names below it. Undefined where the address has an id in their place. */
  names: string[] | undefined;
}

const webForm = /^(https:\/\/[^/]+(?:\/(?:personal|sites|teams)\/[^/]+)?)((?:\/[^/]+)*)$/i;
/** What follows is a page of SharePoint's, which shows what its parameters name. */
const ofApp = /\/_layouts\//i;

function placeAt(link: string): Place | undefined {
  const address = indexedAddress(link);
  const [site = "", page] = address?.split(ofApp, 2) ?? [];
  const [, web, below = ""] = webForm.exec(site) ?? [];
  if (web === undefined) return undefined;
  // A site below this one has notes of its own, of which none are asked for.
  if (page !== undefined) return below === "" ? { web, names: undefined } : undefined;
  return { web, names: below.split("/").slice(1) };
}

/** The addresses of a notebook, decoded. Links of the web and of the app may differ, or lead nowhere. */
function addressesOf({ links }: Pick<GraphNotebook, "links">): string[] {
  const hrefs = [links?.oneNoteWebUrl?.href, links?.oneNoteClientUrl?.href];
  return hrefs.flatMap((href) => indexedAddress(withoutNoteScheme(href ?? "")) ?? []);
}

/** The notebooks among which something at an address is: at it, or perhaps, as OneNote tells no address of them. */
export type NotebooksAt = Awaited<ReturnType<typeof notebooksAt>>;

const notShown = () =>
  new ToolError(
    "not_found",
    "No notebook that can be read has this address: it is in another person's OneDrive, which Microsoft 365 does " +
      "not open to this connector, or in a subsite of the site that was looked at. Open it in OneNote. " +
      "onenote_search finds the user's own pages, and those of a site by its address in site.",
  );

/**
 * The notebooks of the user's own OneDrive, or of a site, in which something at an address can be: the one at that
 * address; where none has it, those of which OneNote tells no address, if they are in the OneDrive or site of the
 * address. So nobody's own page stands for another's of the same name.
 * @throws `not_found` if the OneDrive or site is not shown to be that of the address
 */
export async function notebooksAt({ link, siteId, isOfSite = false }: NotePlace, graph: GraphDoor) {
  const query = { $select: "id,displayName,links" };
  const request = { path: [...notesPath(siteId), "notebooks"], query };
  const { items } = await notesPage(graph, { request, itemSchema: graphNotebook }, 0);
  const placed = items.map((notebook) => ({ notebook, addresses: addressesOf(notebook) }));
  const notebooks = (isIt: (addresses: readonly string[]) => boolean) =>
    placed.filter(({ addresses }) => isIt(addresses)).map(({ notebook }) => notebook);
  const address = indexedAddress(link) ?? "";
  const there = notebooks((addresses) => addresses.some((above) => isWithin(address, above)));
  if (there.length > 0) return { there, perhaps: [] as GraphNotebook[] };
  const place = placeAt(link);
  const isOwn = () => placed.some(({ addresses }) => addresses.some((one) => isWithin(one, place?.web ?? "")));
  const isShown = siteId === undefined ? place !== undefined && isOwn() : isOfSite || isInSite(place);
  if (!isShown) throw notShown();
  return { there, perhaps: place?.names === undefined ? items : notebooks((addresses) => addresses.length === 0) };
}

/** Whether an address shows that it is in the site at its beginning, and in none below. */
function isInSite(place: Place | undefined): boolean {
  if (place?.names === undefined) return place !== undefined;
  return place.names.length <= (/\.one$/i.test(place.names.at(-1) ?? "") ? 3 : 2);
}
