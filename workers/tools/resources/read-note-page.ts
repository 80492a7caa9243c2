import { ToolError } from "#common/errors.ts";
import { notePermissions } from "#common/tools/permissions.ts";
import { noteTargetIn } from "#common/tools/resource-uri/addresses/note-addresses.ts";
import { maxDocumentBytes } from "#workers/documents/document-size.ts";
import { findNotePage, findSection } from "#workers/tools/notes/find-note.ts";
import { graphNotePage, pageFields } from "#workers/tools/notes/graph-notes.ts";
import { namedNotebook, namedSection, nameOf, webUrlOf } from "#workers/tools/notes/note-lists.ts";
import { notesPath, siteIdAt } from "#workers/tools/notes/notes-path.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { sectionReader } from "./read-notes.ts";
import type { ResourceReader } from "./resource-reader.ts";

/** Reads a page as Markdown, with its pictures and files by their names. */
export const notePageReader: ResourceReader<"onenote-page"> = {
  async read({ pageId, siteId }, context) {
    requirePermission(notePermissions(siteId), context.grantedScopes);
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
      notePage: {
        title: nameOf(page.title) ?? "(no title)",
        ...withoutEmpty({
          section: namedSection(page.parentSection, siteId),
          notebook: namedNotebook(page.parentNotebook, siteId),
          createdDateTime: isUnchanged ? undefined : clock.local(page.createdDateTime),
          lastModifiedDateTime: clock.local(page.lastModifiedDateTime),
          webUrl: webUrlOf(page),
        }),
      },
      text: { text, contentType: "text/markdown", writtenBy: undefined, external: undefined },
      version: page.lastModifiedDateTime ?? undefined,
      ...(incomplete !== undefined && { incomplete: { reason: incomplete } }),
    };
  },
};

/** Reads the page or section that an address of OneNote names. */
export const noteLinkReader: ResourceReader<"note-link"> = {
  async read({ link }, context, part) {
    const target = noteTargetIn(link);
    if (target === undefined)
      throw new ToolError("invalid_input", "uri: this is not an address of OneNote. Copy the link in OneNote again.");
    const { site, page } = target;
    requirePermission(notePermissions(site), context.grantedScopes);
    const siteId = site === undefined ? undefined : await siteIdAt(site, context.graph);
    if (page === undefined) {
      const sectionId = await findSection(target, { link, siteId }, context.graph);
      const found = { kind: "onenote-section" as const, sectionId, siteId };
      return { ...(await sectionReader.read(found, context, part)), found };
    }
    const pageId = await findNotePage({ ...target, page }, { link, siteId }, context.graph);
    const found = { kind: "onenote-page" as const, pageId, siteId };
    return { ...(await notePageReader.read(found, context, part)), found };
  },
};
