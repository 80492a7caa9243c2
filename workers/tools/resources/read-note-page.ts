import { notePermissions } from "#common/tools/permissions.ts";
import { maxDocumentBytes } from "#workers/documents/document-size.ts";
import { graphNotePage, pageFields } from "#workers/tools/notes/graph-notes.ts";
import { nameOf, webUrlOf } from "#workers/tools/notes/note-lists.ts";
import { notesPath } from "#workers/tools/notes/notes-path.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import type { ResourceReader } from "./resource-reader.ts";

/** Reads a page as Markdown, with its pictures and files by their names. */
export const notePageReader: ResourceReader<"onenote-page"> = {
  async read({ pageId, siteId }, context) {
    requirePermission(notePermissions(siteId), context.grantedScopes);
    const { graph } = context;
    const path = [...notesPath(siteId), "pages", pageId];
    const [page, { text, incomplete }] = await Promise.all([
      graph.get({ path, query: pageFields, fromCaller: "id" }, graphNotePage),
      context.withDocumentRoom(undefined, async ({ maxBytes, extractText }) => {
        const request = { path: [...path, "content"], fromCaller: "id" as const };
        const limit = Math.min(maxBytes, maxDocumentBytes);
        const { bytes } = await graph.download(request, { maxBytes: limit, accept: "text/html" });
        return await extractText({ bytes, mediaType: "text/html; charset=utf-8", isBody: true });
      }),
    ]);
    return {
      notePage: {
        title: nameOf(page.title) ?? "(no title)",
        ...withoutEmpty({
          section: nameOf(page.parentSection?.displayName),
          notebook: nameOf(page.parentNotebook?.displayName),
          createdDateTime: page.createdDateTime,
          lastModifiedDateTime: page.lastModifiedDateTime,
          webUrl: webUrlOf(page),
        }),
      },
      text: { text, contentType: "text/markdown", writtenBy: undefined, external: undefined },
      version: page.lastModifiedDateTime ?? undefined,
      ...(incomplete !== undefined && { incomplete: { reason: incomplete } }),
    };
  },
};
