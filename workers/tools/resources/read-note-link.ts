import { ToolError } from "#common/errors.ts";
import { notePermissions } from "#common/tools/permissions.ts";
import { noteTargetIn } from "#common/tools/resource-uri/addresses/note-addresses.ts";
import { findNotePage, findSection } from "#workers/tools/notes/find-note.ts";
import { siteIdAt } from "#workers/tools/notes/notes-path.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { notePageReader } from "./read-note-page.ts";
import { sectionReader } from "./read-notes.ts";
import type { ResourceReader } from "./resource-reader.ts";

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
