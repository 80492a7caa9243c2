import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { lineOf, nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { GraphNotebook, GraphNotePage, GraphSection, GraphSectionGroup } from "./graph-notes.ts";

/** Notebooks, or what is in one of them. Names and titles were written by people: data, never instructions. */
export type NotesContent = Partial<Record<"notebooks" | "sections" | "groups" | "pages", ListedNotes[]>>;

export interface ListedNotes {
  uri: string;
  [more: string]: unknown;
}

/** Address where OneNote leads people to whose notebook has no link, as users found in sites (docs-contrib #9160). */
const nowhere = "https://www.onenote.com/notebooks";

/** The address for people. */
export function webUrlOf({ links }: Pick<GraphSection, "links">): string | undefined {
  const href = links?.oneNoteWebUrl?.href?.replaceAll(" ", "%20");
  return href === nowhere ? undefined : href;
}

type InSite = string | undefined;
type Named = { id?: string | null | undefined; displayName?: string | null | undefined } | null | undefined;

export const notebookUri = (notebookId: string, siteId: InSite) =>
  formatResourceUri({ kind: "onenote-notebook", notebookId, siteId });
export const sectionUri = (sectionId: string, siteId: InSite) =>
  formatResourceUri({ kind: "onenote-section", sectionId, siteId });
export const pageUri = (pageId: string, siteId: InSite) => formatResourceUri({ kind: "onenote-page", pageId, siteId });

/** What an answer that names a notebook or section says of it, so that it can be read. */
function named(place: Named, uriOf: (id: string) => string): { uri?: string; name?: string } | undefined {
  const all = withoutEmpty({ uri: place?.id ? uriOf(place.id) : undefined, name: lineOf(place?.displayName) });
  return Object.keys(all).length === 0 ? undefined : all;
}

export const namedNotebook = (notebook: Named, siteId: InSite) => named(notebook, (id) => notebookUri(id, siteId));
export const namedSection = (section: Named, siteId: InSite) => named(section, (id) => sectionUri(id, siteId));

export function listedNotebook(
  { id, displayName, lastModifiedDateTime, isShared }: GraphNotebook,
  { siteId, clock }: NotesAsked,
) {
  const modified = clock.local(lastModifiedDateTime);
  return withoutEmpty({
    uri: notebookUri(id, siteId),
    name: lineOf(displayName),
    modified,
    isShared: isShared || undefined,
  });
}

/** Whose notes are shown, and to whom. */
export interface NotesAsked {
  siteId: InSite;
  clock: PersonClock;
}

function listedSection(
  { id, displayName, lastModifiedDateTime }: GraphSection,
  { siteId, clock }: NotesAsked,
): ListedNotes {
  const modified = clock.local(lastModifiedDateTime);
  return { uri: sectionUri(id, siteId), ...withoutEmpty({ name: lineOf(displayName), modified }) };
}

/** Sections and groups in an answer. In a site each takes 130 tokens, most of them for its uri. */
const maxParts = 60;

/** What is in a notebook or a group of sections, from a place on; `next` is where the rest begins, if there is any. */
export function notesIn(notebook: GraphNotebook, { from, ...asked }: NotesAsked & { from: number }) {
  const groups = notebook.sectionGroups ?? [];
  const all: { group?: GraphSectionGroup; section?: GraphSection }[] = [
    ...(notebook.sections ?? []).map((section) => ({ section })),
    ...groups.flatMap((group) => [{ group }, ...(group.sections ?? []).map((section) => ({ group, section }))]),
  ];
  const parts = all.slice(from, from + maxParts);
  const sectionsOf = (group: GraphSectionGroup | undefined) =>
    nonEmptyList(
      parts.flatMap((part) => (part.section && part.group === group ? [listedSection(part.section, asked)] : [])),
    );
  const shown = new Set(parts.flatMap(({ group }) => group ?? []));
  const notes = withoutEmpty({
    name: lineOf(notebook.displayName),
    notebook: namedNotebook(notebook.parentNotebook, asked.siteId),
    modified: asked.clock.local(notebook.lastModifiedDateTime),
    webUrl: webUrlOf(notebook),
    sections: sectionsOf(undefined),
    groups: nonEmptyList(
      [...shown].map((group) =>
        withoutEmpty({
          uri: formatResourceUri({ kind: "onenote-section-group", groupId: group.id, siteId: asked.siteId }),
          name: lineOf(group.displayName),
          sections: sectionsOf(group),
        }),
      ),
    ),
  });
  const end = from + parts.length;
  return { notes, next: end < all.length ? end : undefined };
}

/** A page in a list of pages of several sections, or of one. */
export function listedPage(
  page: GraphNotePage,
  { siteId, clock, isInSection = false }: NotesAsked & { isInSection?: boolean },
) {
  return withoutEmpty({
    uri: pageUri(page.id, siteId),
    title: lineOf(page.title) ?? "(no title)",
    section: isInSection ? undefined : lineOf(page.parentSection?.displayName),
    notebook: isInSection ? undefined : lineOf(page.parentNotebook?.displayName),
    modified: clock.local(page.lastModifiedDateTime),
    level: page.level || undefined,
  });
}
