import { ToolError } from "#common/errors.ts";
import { noteTargetIn } from "#common/tools/resource-uri/addresses/sharepoint-addresses.ts";
import { maxDocumentBytes } from "#workers/documents/document-size.ts";
import type { Countable } from "#workers/text/short-text.ts";
import { findNotePage, findSection } from "#workers/tools/notes/find-note.ts";
import {
  graphNotebook,
  graphNotePage,
  graphSection,
  notesPage,
  notesPath,
  pageFields,
  siteIdAt,
} from "#workers/tools/notes/graph-notes.ts";
import {
  listedNotebook,
  listedPage,
  namedNotebook,
  namedSection,
  notesIn,
  webUrlOf,
} from "#workers/tools/notes/note-lists.ts";
import { lineOf, nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceContent, ResourcePart, ResourceReader } from "./resource-content.ts";

const ofSections = "sections($select=id,displayName,lastModifiedDateTime)";
/** Two levels in one request, as OneNote allows (https://learn.microsoft.com/graph/onenote-get-content). */
const withSections = `${ofSections},sectionGroups($select=id,displayName;$expand=${ofSections})`;

/** Lists the user's notebooks, or those of a site. */
export const readNotebooks: ResourceReader<"onenote-notebooks"> = async (
  { siteId },
  { graph, clock: askClock },
  { position },
) => {
  const query = { $select: "id,displayName,lastModifiedDateTime,isShared" };
  const request = { path: [...notesPath(siteId), "notebooks"], query, fromCaller: "id" as const };
  const [page, clock] = await Promise.all([
    notesPage(graph, { request, itemSchema: graphNotebook }, Number(position ?? 0)),
    askClock(),
  ]);
  const notebooks = page.items.map((notebook) => listedNotebook(notebook, { siteId, clock }));
  return { notes: { notebooks }, ...restOf(page.next, "notebooks") };
};

/** Lists the sections of a notebook, and those of its groups. */
export const readNotebook: ResourceReader<"onenote-notebook"> = ({ notebookId, siteId }, context, part) =>
  readParts(["notebooks", notebookId], { ...part, siteId }, context);

/** Lists the sections of a group, and those of the groups in it. */
export const readSectionGroup: ResourceReader<"onenote-section-group"> = ({ groupId, siteId }, context, part) =>
  readParts(["sectionGroups", groupId], { ...part, siteId }, context);

async function readParts(
  path: readonly string[],
  { siteId, position }: Pick<ResourcePart, "position"> & { siteId: string | undefined },
  { graph, clock: askClock }: ToolContext,
): Promise<ResourceContent> {
  const request = {
    path: [...notesPath(siteId), ...path],
    query: { $expand: withSections },
    fromCaller: "id" as const,
  };
  const [notebook, clock] = await Promise.all([graph.get(request, graphNotebook), askClock()]);
  const { notes, next } = notesIn(notebook, { siteId, clock, from: Number(position ?? 0) });
  return { notes, ...restOf(next, "sections and groups") };
}

/** Lists the pages of a section, in OneNote's order. */
export const readSection: ResourceReader<"onenote-section"> = async (
  { sectionId, siteId },
  { graph, clock: askClock },
  { position },
) => {
  const path = [...notesPath(siteId), "sections", sectionId];
  const $select = "id,title,lastModifiedDateTime";
  const query = { $select, pagelevel: "true" };
  const request = { path: [...path, "pages"], query, fromCaller: "id" as const };
  const [section, page, clock] = await Promise.all([
    graph.get({ path, fromCaller: "id" }, graphSection),
    notesPage(graph, { request, itemSchema: graphNotePage }, Number(position ?? 0)),
    askClock(),
  ]);
  const pages = page.items.map((one) => listedPage(one, { siteId, clock, isInSection: true }));
  const notes = withoutEmpty({
    name: lineOf(section.displayName),
    notebook: namedNotebook(section.parentNotebook, siteId),
    webUrl: webUrlOf(section),
    pages: nonEmptyList(pages),
  });
  return { notes, ...restOf(page.next, "pages of the section") };
};

const restOf = (next: number | undefined, things: Countable) => ({
  listed: { things },
  ...(next !== undefined && { nextPosition: String(next) }),
});

/** Reads a page as Markdown, with its pictures and files by their names. */
export const readNotePage: ResourceReader<"onenote-page"> = async ({ pageId, siteId }, context) => {
  const { graph } = context;
  const path = [...notesPath(siteId), "pages", pageId];
  const [page, clock, { text, incomplete }] = await Promise.all([
    graph.get({ path, query: pageFields, fromCaller: "id" }, graphNotePage),
    context.clock(),
    context.withDocumentRoom(undefined, async ({ maxBytes, extractText }) => {
      const request = { path: [...path, "content"], fromCaller: "id" as const };
      const limit = Math.min(maxBytes, maxDocumentBytes);
      const { bytes } = await graph.download(request, { maxBytes: limit, accept: "text/html" });
      return await extractText({ bytes, mediaType: "text/html; charset=utf-8", isBody: true });
    }),
  ]);
  const isUnchanged = page.createdDateTime === page.lastModifiedDateTime;
  return {
    notePage: withoutEmpty({
      title: lineOf(page.title) ?? "(no title)",
      section: namedSection(page.parentSection, siteId),
      notebook: namedNotebook(page.parentNotebook, siteId),
      createdDateTime: isUnchanged ? undefined : clock.local(page.createdDateTime),
      lastModifiedDateTime: clock.local(page.lastModifiedDateTime),
      webUrl: webUrlOf(page),
    }),
    text: { text, contentType: "text/markdown" },
    version: page.lastModifiedDateTime ?? undefined,
    gaps: [incomplete],
  };
};

/** Reads the page or section that an address of OneNote names. */
export const readNoteLink: ResourceReader<"note-link"> = async ({ link }, context, part) => {
  const target = noteTargetIn(link);
  if (target === undefined)
    throw new ToolError("invalid_input", "uri: this is not an address of OneNote. Copy the link in OneNote again.");
  const { site, page } = target;
  const siteId = site === undefined ? undefined : await siteIdAt(site, context.graph);
  if (page === undefined) {
    const sectionId = await findSection(target, { link, siteId }, context.graph);
    const found = { kind: "onenote-section" as const, sectionId, siteId };
    return { ...(await readSection(found, context, part)), found };
  }
  const pageId = await findNotePage({ ...target, page }, { link, siteId }, context.graph);
  const found = { kind: "onenote-page" as const, pageId, siteId };
  return { ...(await readNotePage(found, context, part)), found };
};
