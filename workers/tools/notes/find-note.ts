import { ToolError } from "#common/errors.ts";
import {
  type NoteTarget,
  noteTargetIn,
  withoutNoteScheme,
} from "#common/tools/resource-uri/addresses/note-addresses.ts";
import type { GraphDriveItem } from "#workers/tools/files/graph-drive.ts";
import { renderFilter } from "#workers/tools/query/odata.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { findPages } from "./find-pages.ts";
import { type GraphNotePage, graphSection, maxPageSize } from "./graph-notes.ts";
import { nameOf, notebookUri, pageUri, sectionUri } from "./note-lists.ts";
import { type NotebooksAt, type NotePlace, notebooksAt } from "./notebooks-at.ts";
import { notesPage } from "./notes-page.ts";
import { notesPath } from "./notes-path.ts";

const sameName = (name: string | null | undefined, wanted: string) =>
  (nameOf(name) ?? "").toLowerCase() === (nameOf(wanted) ?? "").toLowerCase();

type Linked = Pick<GraphNotePage, "links">;

/** OneNote's own id is in those links that Graph gives of it; of notebooks in sites they may lead nowhere. */
const hasInLinks = ({ links }: Linked, id: string | undefined) =>
  id !== undefined &&
  JSON.stringify(links ?? {})
    .toLowerCase()
    .includes(id);

/** Those that have this id in their links; where none has it, those that have none of OneNote's. */
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
  const $filter = renderFilter({ kind: "contains", property: "title", value: page.title.toLowerCase() });
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
  const $filter = renderFilter({ kind: "contains", property: "displayName", value: section.toLowerCase() });
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
