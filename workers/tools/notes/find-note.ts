import { ToolError } from "#common/errors.ts";
import {
  type NoteTarget,
  noteTargetIn,
  withoutNoteScheme,
} from "#common/tools/resource-uri/addresses/sharepoint-addresses.ts";
import { indexedAddress, isWithin } from "#workers/tools/files/file-address.ts";
import type { GraphDriveItem } from "#workers/tools/files/graph-drive.ts";
import { containsLowered } from "#workers/tools/query/odata.ts";
import { lineOf } from "#workers/tools/shown-fields.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { findPages } from "./find-pages.ts";
import {
  type GraphNotebook,
  type GraphNotePage,
  graphNotebook,
  graphSection,
  maxPageSize,
  notesPage,
  notesPath,
} from "./graph-notes.ts";
import { notebookUri, pageUri, sectionUri } from "./note-lists.ts";

const sameName = (name: string | null | undefined, wanted: string) =>
  (lineOf(name) ?? "").toLowerCase() === (lineOf(wanted) ?? "").toLowerCase();

type Linked = Pick<GraphNotePage, "links">;

/** OneNote's own id is in those links that Graph gives of it; of notebooks in sites they may lead nowhere. */
const hasInLinks = ({ links }: Linked, id: string | undefined) =>
  id !== undefined &&
  JSON.stringify(links ?? {})
    .toLowerCase()
    .includes(id);

/** Items that have this id in their links; where none has it, those that have none of OneNote's. */
function withId<Item extends Linked>(
  items: readonly Item[],
  wanted: string | undefined,
  idOf: (target: NoteTarget) => string | undefined,
): { same: readonly Item[]; unknown: readonly Item[] } {
  const isOther = ({ links }: Item) =>
    [links?.oneNoteWebUrl?.href, links?.oneNoteClientUrl?.href].some((href) => {
      const target = noteTargetIn(withoutNoteScheme(href ?? ""));
      return target !== undefined && idOf(target) !== undefined;
    });
  return {
    same: items.filter((item) => hasInLinks(item, wanted)),
    unknown: wanted === undefined ? items : items.filter((item) => !isOther(item)),
  };
}

/** Whether something is in one of these notebooks. */
const isIn = ({ there, perhaps }: NotebooksAt, notebook: { id?: string | null | undefined } | null | undefined) =>
  [...there, ...perhaps].some(({ id }) => id === notebook?.id);

/**
 * The id in Graph of the page with this title, in a notebook of the address, and, where the links that Graph gives have
 * it, with OneNote's own id; otherwise in a section of this name. Rejects with `not_found` if there is none, or more
 * than one, or if the notebook isn't shown.
 */
export async function findNotePage(
  { page, section }: Pick<NoteTarget, "section"> & { page: NonNullable<NoteTarget["page"]> },
  place: NotePlace,
  graph: GraphDoor,
): Promise<string> {
  const { siteId } = place;
  const $filter = containsLowered("title", page.title.toLowerCase());
  const query = { path: notesPath(siteId), $filter, notebook: undefined, wanted: maxPageSize };
  const [{ pages }, notebooks] = await Promise.all([findPages(query, graph), notebooksAt(place, graph)]);
  const titled = pages.filter((one) => sameName(one.title, page.title) && isIn(notebooks, one.parentNotebook));
  const { same, unknown } = withId(titled, page.id, (target) => target.page?.id);
  const inSection = unknown.filter(({ parentSection }) => sameName(parentSection?.displayName, section));
  return onlyOne(same.length > 0 ? same : inSection, ({ id }) => pageUri(id, siteId));
}

/** The id in Graph of the section with this name, likewise. */
export async function findSection(
  { section, sectionId }: Pick<NoteTarget, "section" | "sectionId">,
  place: NotePlace,
  graph: GraphDoor,
): Promise<string> {
  const { siteId } = place;
  const $filter = containsLowered("displayName", section.toLowerCase());
  const query = { $select: "id,displayName,links", $expand: "parentNotebook($select=id,displayName)", $filter };
  const request = { path: [...notesPath(siteId), "sections"], query };
  const [{ items }, notebooks] = await Promise.all([
    notesPage(graph, { request, itemSchema: graphSection }, 0),
    notebooksAt(place, graph),
  ]);
  const named = items.filter((one) => sameName(one.displayName, section) && isIn(notebooks, one.parentNotebook));
  const { same, unknown } = withId(named, sectionId, (target) => target.sectionId);
  return onlyOne(same.length > 0 ? same : unknown, ({ id }) => sectionUri(id, siteId));
}

/** The id in Graph of the notebook that a drive has at this address, or else of the one with this name. */
export async function findNotebook(
  { name, webUrl }: Pick<GraphDriveItem, "name" | "webUrl">,
  siteId: string | undefined,
  graph: GraphDoor,
): Promise<string> {
  const { there, perhaps } = await notebooksAt({ link: webUrl ?? "", siteId, isOfSite: true }, graph);
  const named = perhaps.filter(({ displayName }) => sameName(displayName, name ?? ""));
  return onlyOne(there.length > 0 ? there : named, ({ id }) => notebookUri(id, siteId));
}

function onlyOne<Item extends { id: string }>(items: readonly Item[], uriOf: (item: Item) => string): string {
  const [first, ...others] = items;
  if (first === undefined) {
    throw new ToolError(
      "not_found",
      "OneNote has nothing with this name there: it was renamed or moved, or is in another person's OneDrive. " +
        "Search for its title with onenote_search.",
    );
  }
  if (others.length === 0) return first.id;
  const uris = items.slice(0, 10).map(uriOf).join(", ");
  throw new ToolError(
    "not_found",
    `${items.length} items have this name, and OneNote does not say which one is meant: ${uris}.`,
  );
}

/** Place where something is looked for: at an address, in the user's own notebooks or in those of a site. */
interface NotePlace {
  link: string;
  siteId: string | undefined;
  /** Whether Graph said that it is of this site. */
  isOfSite?: boolean;
}

/** An address in a OneDrive or site, decoded. */
interface Place {
  /** Address of the OneDrive or site. */
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
type NotebooksAt = Awaited<ReturnType<typeof notebooksAt>>;

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
async function notebooksAt({ link, siteId, isOfSite = false }: NotePlace, graph: GraphDoor) {
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
