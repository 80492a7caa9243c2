import { notePermissions } from "#common/tools/permissions.ts";
import { graphNotebook, graphNotePage, graphSection } from "#workers/tools/notes/graph-notes.ts";
import {
  listedNotebook,
  listedPage,
  namedNotebook,
  nameOf,
  notesIn,
  webUrlOf,
} from "#workers/tools/notes/note-lists.ts";
import { notesPage } from "#workers/tools/notes/notes-page.ts";
import { notesPath } from "#workers/tools/notes/notes-path.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { Countable } from "#workers/tools/text/counted.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { someOf, withoutEmpty } from "#workers/tools/without-empty.ts";
import type { ResourceContent } from "./resource-content.ts";
import type { ResourcePart, ResourceReader } from "./resource-reader.ts";

const ofSections = "sections($select=id,displayName,lastModifiedDateTime)";
/** Two levels in one request, as OneNote allows (https://learn.microsoft.com/graph/onenote-get-content). */
const withSections = `${ofSections},sectionGroups($select=id,displayName;$expand=${ofSections})`;

/** Lists the user's notebooks, or those of a site. */
export const notebooksReader: ResourceReader<"onenote-notebooks"> = {
  async read({ siteId }, { graph, grantedScopes, clock: askClock }, { position }) {
    requirePermission(notePermissions(siteId), grantedScopes);
    const query = { $select: "id,displayName,lastModifiedDateTime,isShared" };
    const request = { path: [...notesPath(siteId), "notebooks"], query, fromCaller: "id" as const };
    const [page, clock] = await Promise.all([
      notesPage(graph, { request, itemSchema: graphNotebook }, Number(position ?? 0)),
      askClock(),
    ]);
    const notebooks = page.items.map((notebook) => listedNotebook(notebook, { siteId, clock }));
    return { notes: { notebooks }, ...restOf(page.next, "notebooks") };
  },
};

/** Lists the sections of a notebook, and those of its groups. */
export const notebookReader: ResourceReader<"onenote-notebook"> = {
  read: ({ notebookId, siteId }, context, part) => readParts(["notebooks", notebookId], { ...part, siteId }, context),
};

/** Lists the sections of a group, and those of the groups in it. */
export const sectionGroupReader: ResourceReader<"onenote-section-group"> = {
  read: ({ groupId, siteId }, context, part) => readParts(["sectionGroups", groupId], { ...part, siteId }, context),
};

async function readParts(
  path: readonly string[],
  { siteId, position }: Pick<ResourcePart, "position"> & { siteId: string | undefined },
  { graph, grantedScopes, clock: askClock }: ToolContext,
): Promise<ResourceContent> {
  requirePermission(notePermissions(siteId), grantedScopes);
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
export const sectionReader: ResourceReader<"onenote-section"> = {
  async read({ sectionId, siteId }, { graph, grantedScopes, clock: askClock }, { position }) {
    requirePermission(notePermissions(siteId), grantedScopes);
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
      name: nameOf(section.displayName),
      notebook: namedNotebook(section.parentNotebook, siteId),
      webUrl: webUrlOf(section),
      pages: someOf(pages),
    });
    return { notes, ...restOf(page.next, "pages of the section") };
  },
};

const restOf = (next: number | undefined, things: Countable) => ({
  listed: { things },
  ...(next !== undefined && { nextPosition: String(next) }),
});
