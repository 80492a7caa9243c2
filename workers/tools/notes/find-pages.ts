import { countedWith } from "#workers/text/short-text.ts";
import { hasCode } from "#workers/tools/optional-request.ts";
import { pagesTogether } from "#workers/tools/paging/linked-pages.ts";
import type { Gap } from "#workers/tools/paging/short-answer.ts";
import { itemsLikeNamed, itemsNamed } from "#workers/tools/query/searchable-text.ts";
import { lineOf } from "#workers/tools/shown-fields.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import {
  type GraphNotePage,
  graphNotePage,
  graphSection,
  maxPageSize,
  type NotesPage,
  notesPage,
  pageFields,
} from "./graph-notes.ts";

/** Requests, which are few of the 120 a minute that OneNote allows. */
const maxPages = 3;
const maxSections = 12;
const newestFirst = "lastModifiedDateTime desc";

export interface PageQuery {
  /** `me/onenote`, or that of a site. */
  path: readonly string[];
  $filter: string | undefined;
  notebook: string | undefined;
  /** Pages wanted, with one more that tells whether others are left. */
  wanted: number;
}

export interface FoundPages {
  pages: GraphNotePage[];
  gaps: Gap[];
}

/**
 * The newest pages that a filter finds, in all notebooks. With too many sections OneNote refuses that (20266), with a
 * broken or locked one, too, and it may take too long: then the sections that changed last are asked one by one.
 */
export async function findPages(query: PageQuery, graph: GraphDoor): Promise<FoundPages> {
  try {
    return await inAllSections(query, graph);
  } catch (error) {
    if (!hasCode(error, "too_large")) throw error;
    return await sectionBySection(query, graph);
  }
}

async function pagesIn(pages: readonly GraphNotePage[], notebook: string | undefined): Promise<GraphNotePage[]> {
  const named = pages.map((page) => ({ page, name: lineOf(page.parentNotebook?.displayName) }));
  return (await itemsLikeNamed(named, notebook)).map(({ page }) => page);
}

async function inAllSections({ path, $filter, notebook, wanted }: PageQuery, graph: GraphDoor): Promise<FoundPages> {
  const query = { ...pageFields, $filter, $orderby: newestFirst };
  const list = { request: { path: [...path, "pages"], query, hasFallback: true }, itemSchema: graphNotePage };
  const pages: GraphNotePage[] = [];
  let next: number | undefined = 0;
  let examined = 0;
  for (let listed = 0; next !== undefined && pages.length < wanted && listed < maxPages; listed += 1) {
    const page: NotesPage<GraphNotePage> = await notesPage(graph, list, next);
    for (const item of await pagesIn(page.items, notebook)) pages.push(item);
    examined += page.items.length;
    next = page.next;
  }
  const isShort = next !== undefined && pages.length < wanted;
  return { pages, gaps: [isShort && `The ${examined} pages that changed last were searched; give other dates.`] };
}

async function sectionBySection({ path, $filter, notebook }: PageQuery, graph: GraphDoor): Promise<FoundPages> {
  const listing = {
    path: [...path, "sections"],
    query: {
      $select: "id,displayName,lastModifiedDateTime",
      $expand: "parentNotebook($select=id,displayName)",
      $orderby: newestFirst,
    },
  };
  const { items, next } = await notesPage(graph, { request: listing, itemSchema: graphSection }, 0);
  const all = await itemsNamed(
    items.map((section) => ({ section, name: lineOf(section.parentNotebook?.displayName) })),
    notebook,
  );
  const asked = all.slice(0, maxSections);
  const query = { $select: pageFields.$select, $filter, $orderby: newestFirst, $top: maxPageSize };
  const requests = asked.map(({ section }) => ({ path: [...path, "sections", section.id, "pages"], query }));
  const answers = await pagesTogether(requests, graphNotePage, graph);
  const pages = answers.flatMap((answer, at) => {
    const parentSection = asked[at]?.section;
    const items = answer.status === "fulfilled" ? answer.value.items : [];
    return items.map((page) => ({ ...page, parentSection, parentNotebook: parentSection?.parentNotebook }));
  });
  const failures = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
  const worse = failures.find((failure) => !hasCode(failure, "unreadable"));
  if (worse !== undefined && failures.length === answers.length) throw worse;
  pages.sort((one, other) => ((one.lastModifiedDateTime ?? "") < (other.lastModifiedDateTime ?? "") ? 1 : -1));
  const isAll = asked.length === all.length && next === undefined;
  const notAll =
    `OneNote can't search all sections at once; the ${asked.length} that changed last were asked: give notebook to ` +
    "search others, or read its sections.";
  const them = failures.length === 1 ? "it" : "them";
  const broken = `${countedWith("are", failures.length, "sections")} left out: OneNote could not read ${them}.`;
  return { pages, gaps: [!isAll && notAll, failures.length > 0 && broken] };
}
