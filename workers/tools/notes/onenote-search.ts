import type { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { maxOffset, onenoteSearch } from "#common/tools/onenote-search.ts";
import { notePermissions } from "#common/tools/permissions.ts";
import { type DateRange, readPastRange } from "#workers/tools/dates/date-range.ts";
import { joinIncomplete } from "#workers/tools/paging/incomplete.ts";
import { type Filter, renderFilter } from "#workers/tools/query/odata.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import { someOf, trimmed, withoutEmpty } from "#workers/tools/without-empty.ts";
import { findPages } from "./find-pages.ts";
import { listedPage } from "./note-lists.ts";
import { notesPath, siteIdAt } from "./notes-path.ts";
import { findSectionFiles } from "./section-files.ts";

/** Each is a condition of the filter. */
const maxWords = 10;

/** The words of a query, in lower case. None for all pages. @throws `invalid_input` */
function titleWords(query: string | undefined): string[] {
  const text = trimmed(query)
    ?.replace(/[“”„‟«»"]/g, " ")
    .toLowerCase();
  const words = text === undefined || text === "*" ? [] : text.split(/\s+/).filter((word) => word !== "");
  if (words.length <= maxWords) return words;
  throw new ToolError("invalid_input", `query: give at most ${maxWords} words of the title.`);
}

/** The `$filter` of pages. Undefined: all pages. Comparisons are case-sensitive, so that titles are lowered too. */
function pageFilter(words: readonly string[], { after, before }: DateRange): string | undefined {
  const property = "lastModifiedDateTime";
  const all: Filter[] = words.map((value) => ({ kind: "contains", property: "title", value }));
  if (after !== undefined) all.push({ kind: "time", property, operator: "ge", unixMs: after.unixMs });
  if (before !== undefined) all.push({ kind: "time", property, operator: "lt", unixMs: before.unixMs });
  return all.length === 0 ? undefined : renderFilter({ kind: "and", all });
}

type Input = z.output<typeof onenoteSearch.inputSchema>;

/** Finds pages by their titles, and at the same time section files by what they hold. */
async function searchNotes(input: Input, context: ToolContext) {
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

/** Finds OneNote pages by their titles, and section files by their text. */
export const onenoteSearchHandler = defineHandler(onenoteSearch, {
  run: searchNotes,

  toBlocks({ pages, sections = [], ...paging }) {
    return [...pages, ...sections, paging];
  },
});
