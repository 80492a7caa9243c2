import { ToolError } from "#common/errors.ts";
import { onenoteSearch } from "#common/tools/onenote-search.ts";
import { notePermissions } from "#common/tools/permissions.ts";
import { maxOffset } from "#common/tools/schemas/parameters.ts";
import { quotedName } from "#workers/text/short-text.ts";
import { type RangeMs, rangeFields, readPastRange } from "#workers/tools/dates/date-range.ts";
import { siteMeant } from "#workers/tools/files/site-meant.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { undefinedIfFailed } from "#workers/tools/optional-request.ts";
import { joinIncomplete } from "#workers/tools/paging/short-answer.ts";
import { allOf, containsLowered, timeFilters } from "#workers/tools/query/odata.ts";
import { itemsLikeNamed } from "#workers/tools/query/searchable-text.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { lineOf, nonEmptyList, trimmed, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type GraphDoor } from "#workers/tools/tool-context.ts";
import { findPages } from "./find-pages.ts";
import { graphNotebook, notesPage, notesPath, siteIdAt } from "./graph-notes.ts";
import { type ListedNotes, listedPage, namedNotebook, namedSection } from "./note-lists.ts";
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
function pageFilter(words: readonly string[], range: RangeMs): string | undefined {
  const titled = words.map((word) => containsLowered("title", word));
  return allOf([...titled, ...timeFilters("lastModifiedDateTime", range)]) || undefined;
}

/** Finds pages by their titles, and at the same time section files by what they hold. */
export const onenoteSearchHandler = defineHandler(onenoteSearch, {
  async run(input, context) {
    const { limit, offset } = input;
    const notebook = trimmed(input.notebook);
    requirePermission(notePermissions(trimmed(input.site)), context.grantedScopes);
    const words = titleWords(input.query);
    const [dates, site] = await Promise.all([readPastRange(input, context), siteMeant(input.site, context)]);
    const { range, shownRange } = rangeFields(dates);
    const end = offset + limit;
    const [{ siteId, pages, gaps }, files, clock] = await Promise.all([
      (async () => {
        const siteId = site && (site.id ?? (await siteIdAt(site.address, context.graph)));
        const query = { path: notesPath(siteId), $filter: pageFilter(words, range), notebook, wanted: end + 1 };
        return { siteId, ...(await findPages(query, context.graph)) };
      })(),
      findSectionFiles({ words, site: site?.address }, context),
      context.clock(),
    ]);
    if (pages.length === 0 && notebook !== undefined) await requireNotebook(notebook, siteId, context.graph);
    const shown = pages.slice(offset, end);
    const sections = shown.map(({ parentSection, parentNotebook }) => ({
      ...namedSection(parentSection, siteId),
      notebook: lineOf(parentNotebook?.displayName),
    }));
    const isNothing = pages.length === 0 && files.sections.length === 0;
    return withoutEmpty({
      pages: shown.map((page) => listedPage(page, { siteId, clock })),
      moreResults: end < pages.length,
      sections: nonEmptyList([...eachOnce(sections), ...files.sections]),
      notebooks: nonEmptyList(eachOnce(shown.map(({ parentNotebook }) => namedNotebook(parentNotebook, siteId) ?? {}))),
      hint: isNothing ? emptyHint(siteId) : undefined,
      nextOffset: end < pages.length && end <= maxOffset ? end : undefined,
      incomplete: joinIncomplete([...gaps, ...files.gaps]),
      effectiveQuery: withoutEmpty({
        title: words.length === 0 ? undefined : words.map((word) => `"${word}"`).join(" AND "),
        notebook,
        site: site?.shown,
        ...shownRange,
        searched: "titles of pages; page bodies are not searched",
      }) as Record<string, string>,
    });
  },
  toBlocks: ({ pages, sections = [], notebooks = [], ...paging }) => [...pages, ...sections, ...notebooks, paging],
});

/** Places that can be read, each once. */
function eachOnce(places: readonly { uri?: string; name?: string; notebook?: string | undefined }[]): ListedNotes[] {
  const byUri = new Map(places.map((place) => [place.uri, place]));
  return [...byUri].flatMap(([uri, place]) => (uri === undefined ? [] : [{ uri, ...withoutEmpty(place) }]));
}

/** @throws `not_found` for a name that no notebook has, with those that there are */
async function requireNotebook(wanted: string, siteId: string | undefined, graph: GraphDoor): Promise<void> {
  const request = { path: [...notesPath(siteId), "notebooks"], query: { $select: "id,displayName" } };
  const list = await undefinedIfFailed(() => notesPage(graph, { request, itemSchema: graphNotebook }, 0));
  if (list === undefined) return;
  const { items } = list;
  const names = items.flatMap(({ displayName }) => ({ name: lineOf(displayName) }));
  if ((await itemsLikeNamed(names, wanted)).length > 0) return;
  const known = names.flatMap(({ name }) => (name === undefined ? [] : [quotedName(name)])).slice(0, 20);
  const those = known.length === 0 ? "There are none." : `There are: ${known.join(", ")}.`;
  throw new ToolError("not_found", `notebook: none is called ${quotedName(wanted)}. ${those}`);
}

/** What was not searched, where nothing was found, and how to go on. */
function emptyHint(siteId: string | undefined): string {
  const uri = formatResourceUri({ kind: "onenote-notebooks", siteId });
  const others = siteId === undefined ? ", and notebooks of teams: give a team or site as site" : "";
  return `Not searched: the text of pages${others}. Look into the sections of ${uri}.`;
}
