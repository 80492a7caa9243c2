import type { z } from "zod";
import { maxOffset, type onenoteSearch } from "#common/tools/onenote-search.ts";
import { notePermissions } from "#common/tools/permissions.ts";
import { readPastRange } from "#workers/tools/dates/date-range.ts";
import { joinIncomplete } from "#workers/tools/paging/incomplete.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { someOf, trimmed, withoutEmpty } from "#workers/tools/without-empty.ts";
import { findPages } from "./find-pages.ts";
import { listedPage } from "./note-lists.ts";
import { notesPath, siteIdAt } from "./notes-path.ts";
import { pageFilter, titleWords } from "./notes-query.ts";
import { findSectionFiles } from "./section-files.ts";

type Input = z.output<typeof onenoteSearch.inputSchema>;

/** Finds pages by their titles, and at the same time section files by what they hold. */
export async function searchNotes(input: Input, context: ToolContext) {
  const { limit, offset } = input;
  const site = trimmed(input.site);
  const notebook = trimmed(input.notebook);
  requirePermission(notePermissions(site), context.grantedScopes);
  const words = titleWords(input.query);
  const range = await readPastRange(input, context);
  const end = offset + limit;
  const [{ siteId, pages, gaps }, files] = await Promise.all([
    (async () => {
      const siteId = site === undefined ? undefined : await siteIdAt(site, context.graph);
      const query = { path: notesPath(siteId), $filter: pageFilter(words, range), notebook, wanted: end + 1 };
      return { siteId, ...(await findPages(query, context.graph)) };
    })(),
    findSectionFiles({ words, site }, context),
  ]);
  return {
    pages: pages.slice(offset, end).map((page) => listedPage(page, { siteId })),
    moreResults: end < pages.length,
    ...withoutEmpty({
      sections: someOf(files.sections),
      nextOffset: end < pages.length && end <= maxOffset ? end : undefined,
      incomplete: joinIncomplete([...gaps, ...files.gaps]),
    }),
    effectiveQuery: withoutEmpty({
      title: words.length === 0 ? undefined : words.map((word) => `"${word}"`).join(" AND "),
      notebook,
      site,
      after: range.after?.interpretation,
      before: range.before?.interpretation,
      searched: "titles of pages; page bodies are not searched",
    }) as Record<string, string>,
  };
}
