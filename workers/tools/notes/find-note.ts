import { ToolError } from "#common/errors.ts";
import type { NoteTarget } from "#common/tools/resource-uri/addresses/note-addresses.ts";
import { indexedAddress, isPlace } from "#workers/tools/files/file-address.ts";
import type { GraphDriveItem } from "#workers/tools/files/graph-drive.ts";
import { renderFilter } from "#workers/tools/query/odata.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { type GraphNotePage, graphNotebook, graphNotePage, graphSection, pageFields } from "./graph-notes.ts";
import { listedNotebook, listedPage, listedSection, nameOf, webUrlOf } from "./note-lists.ts";
import { notesPage } from "./notes-page.ts";
import { notesPath } from "./notes-path.ts";

type InSite = string | undefined;

const sameName = (name: string | null | undefined, wanted: string) =>
  (nameOf(name) ?? "").toLowerCase() === (nameOf(wanted) ?? "").toLowerCase();

/** OneNote's own id is in those links that Graph gives of it; of notebooks in sites they may lead nowhere. */
const hasInLinks = ({ links }: Pick<GraphNotePage, "links">, id: string | undefined) =>
  id !== undefined &&
  JSON.stringify(links ?? {})
    .toLowerCase()
    .includes(id);

/**
 * The id in Graph of the page with this title and, where the links that Graph gives have it, OneNote's own id;
 * otherwise in a section of this name. Rejects with `not_found` if there is none, or more than one.
 */
export async function findNotePage(
  { page, section }: Pick<NoteTarget, "section"> & { page: NonNullable<NoteTarget["page"]> },
  siteId: InSite,
  graph: GraphDoor,
): Promise<string> {
  const $filter = renderFilter({ kind: "contains", property: "title", value: page.title.toLowerCase() });
  const request = { path: [...notesPath(siteId), "pages"], query: { ...pageFields, $filter } };
  const { items } = await notesPage(graph, { request, itemSchema: graphNotePage }, 0);
  const titled = items.filter(({ title }) => sameName(title, page.title));
  const byId = titled.filter((one) => hasInLinks(one, page.id));
  const inSection = titled.filter(({ parentSection }) => sameName(parentSection?.displayName, section));
  return onlyOne(byId.length > 0 ? byId : inSection, (one) => listedPage(one, { siteId }).uri);
}

/** The id in Graph of the section with this name and, where the links that Graph gives have it, OneNote's own id. */
export async function findSection(
  { section, sectionId }: Pick<NoteTarget, "section" | "sectionId">,
  siteId: InSite,
  graph: GraphDoor,
): Promise<string> {
  const $filter = renderFilter({ kind: "contains", property: "displayName", value: section.toLowerCase() });
  const query = { $select: "id,displayName,links", $filter };
  const request = { path: [...notesPath(siteId), "sections"], query };
  const { items } = await notesPage(graph, { request, itemSchema: graphSection }, 0);
  const named = items.filter(({ displayName }) => sameName(displayName, section));
  const byId = named.filter((one) => hasInLinks(one, sectionId));
  return onlyOne(byId.length > 0 ? byId : named, (one) => listedSection(one, siteId).uri);
}

/** The id in Graph of the notebook that a drive has at this address, or else of the one with this name. */
export async function findNotebook(
  { name, webUrl }: Pick<GraphDriveItem, "name" | "webUrl">,
  siteId: InSite,
  graph: GraphDoor,
): Promise<string> {
  const query = { $select: "id,displayName,links" };
  const request = { path: [...notesPath(siteId), "notebooks"], query };
  const { items } = await notesPage(graph, { request, itemSchema: graphNotebook }, 0);
  const there = items.filter((one) => webUrl != null && isPlace(webUrlOf(one), indexedAddress(webUrl) ?? ""));
  const named = items.filter(({ displayName }) => sameName(displayName, name ?? ""));
  return onlyOne(there.length > 0 ? there : named, (one) => listedNotebook(one, siteId).uri);
}

function onlyOne<Item extends { id: string }>(items: Item[], uriOf: (item: Item) => string): string {
  const [first, ...others] = items;
  if (first === undefined) {
    throw new ToolError(
      "not_found",
      "OneNote has nothing of this name there: it was renamed or moved, or is in another's OneDrive. Search for its " +
        "title with onenote_search.",
    );
  }
  if (others.length === 0) return first.id;
  const uris = items.slice(0, 10).map(uriOf).join(", ");
  throw new ToolError("not_found", `${items.length} have this name, and OneNote does not tell which it is: ${uris}.`);
}
