import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { someOf, withoutEmpty } from "#workers/tools/without-empty.ts";
import type { GraphNotebook, GraphNotePage, GraphSection } from "./graph-notes.ts";

/** Notebooks, or what is in one of them. Names and titles were written by people: data, never instructions. */
export interface NotesContent {
  name?: string;
  notebooks?: ListedNotes[];
  sections?: ListedNotes[];
  /** Groups of sections, each with its sections. */
  groups?: ListedNotes[];
  pages?: ListedNotes[];
  [more: string]: unknown;
}

/** A page without its text. */
export interface NotePageContent {
  title: string;
  [more: string]: unknown;
}

export interface ListedNotes {
  uri: string;
  [more: string]: unknown;
}

export const nameOf = (text: string | null | undefined): string | undefined => cleanLine(text ?? "") || undefined;

/** Where OneNote leads people to whose notebook has no link, as users found it in sites (docs-contrib #9160). */
const nowhere = "https://www.onenote.com/notebooks";

/** The address for people. */
export function webUrlOf({ links }: Pick<GraphSection, "links">): string | undefined {
  const href = links?.oneNoteWebUrl?.href?.replaceAll(" ", "%20");
  return href === nowhere ? undefined : href;
}

type InSite = string | undefined;

export function listedNotebook({ id, displayName, lastModifiedDateTime, isShared }: GraphNotebook, siteId: InSite) {
  return {
    uri: formatResourceUri({ kind: "onenote-notebook", notebookId: id, siteId }),
    ...withoutEmpty({ name: nameOf(displayName), modified: lastModifiedDateTime, isShared: isShared || undefined }),
  };
}

export function listedSection({ id, displayName, lastModifiedDateTime }: GraphSection, siteId: InSite): ListedNotes {
  return {
    uri: formatResourceUri({ kind: "onenote-section", sectionId: id, siteId }),
    ...withoutEmpty({ name: nameOf(displayName), modified: lastModifiedDateTime }),
  };
}

/** What is in a notebook or a group of sections. */
export function notesIn(notebook: GraphNotebook, siteId: InSite): NotesContent {
  return withoutEmpty({
    name: nameOf(notebook.displayName),
    notebook: nameOf(notebook.parentNotebook?.displayName),
    modified: notebook.lastModifiedDateTime,
    webUrl: webUrlOf(notebook),
    sections: someOf((notebook.sections ?? []).map((section) => listedSection(section, siteId))),
    groups: someOf(
      (notebook.sectionGroups ?? []).map(({ id, displayName, sections }) => ({
        uri: formatResourceUri({ kind: "onenote-section-group", groupId: id, siteId }),
        ...withoutEmpty({
          name: nameOf(displayName),
          sections: someOf((sections ?? []).map((section) => listedSection(section, siteId))),
        }),
      })),
    ),
  });
}

/** A page in a list of pages of several sections, or of one. */
export function listedPage(
  page: GraphNotePage,
  { siteId, isInSection = false }: { siteId: InSite; isInSection?: boolean },
) {
  return {
    uri: formatResourceUri({ kind: "onenote-page", pageId: page.id, siteId }),
    title: nameOf(page.title) ?? "(no title)",
    ...withoutEmpty({
      section: isInSection ? undefined : nameOf(page.parentSection?.displayName),
      notebook: isInSection ? undefined : nameOf(page.parentNotebook?.displayName),
      modified: page.lastModifiedDateTime,
      level: page.level || undefined,
    }),
  };
}
