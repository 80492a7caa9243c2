import { ToolError } from "#common/errors.ts";
import { listTargetIn } from "#common/tools/resource-uri/addresses/sharepoint-addresses.ts";
import { requireAllowedLabels } from "#workers/documents/labels/labels.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { countedWith } from "#workers/text/short-text.ts";
import { createTextTurns } from "#workers/text/text-turns.ts";
import { checkDriveAccess, isInOneDrive } from "#workers/tools/files/file-access.ts";
import { foldAddress } from "#workers/tools/files/file-address.ts";
import { changesOf, personIn } from "#workers/tools/files/file-hit.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import {
  cellsOf,
  charactersOf,
  expandFields,
  type GraphListItem,
  graphList,
  graphListItem,
  graphSiteList,
  hasAttachments,
  mostCompared,
  selectForList,
  shownColumns,
  tableRow,
  wordsOfRow,
  workOfComparing,
} from "#workers/tools/lists/list-table.ts";
import { mapConcurrently } from "#workers/tools/map-concurrently.ts";
import { siteIdAt } from "#workers/tools/notes/graph-notes.ts";
import { linkedPages, shortLink, wholeList } from "#workers/tools/paging/linked-pages.ts";
import { isExternal } from "#workers/tools/person.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import { testOf } from "./found-passages.ts";
import type { ResourceOf, ResourceReader } from "./resource-content.ts";

/** Rows of a page. SharePoint pages lists of any length by their ids, above its threshold for views (5,000) too. */
const pageSize = 100;
/** Rows that have the words and are enough for an answer. */
const enoughRows = 10;
/** Pages that are looked through for rows with some words, or for a list at an address. */
const maxPages = 10;
const textsAtOnce = 4;
/** Characters of a value in a table, of which some hundred are shown. */
const mostOfValue = 10_000;
/** Rows of a page whose values have to be converted from HTML, each by a reader of documents. */
const leastRows = 10;

type ListId = Pick<ResourceOf<"list">, "siteId" | "listId">;
const pathOf = ({ siteId, listId }: ListId) => ["sites", siteId, "lists", listId];
const uriOf = ({ siteId, listId }: ListId) => formatResourceUri({ kind: "list", siteId, listId });

/** A list without its rows. Lists in a OneDrive need the permission for it. */
async function listAt(resource: ListId, context: ToolContext) {
  const request = { path: pathOf(resource), query: selectForList, fromCaller: "id" as const };
  const [list, clock] = await Promise.all([context.graph.get(request, graphList), context.clock()]);
  if (isInOneDrive(list.webUrl)) checkDriveAccess("business", context);
  // A library is a list, too: its rows are what is known of files, whose labels no list tells.
  if (/library/i.test(list.list?.template ?? "library")) requireAllowedLabels(undefined, context.deniedLabels);
  const { shown, leftOut } = shownColumns(list.columns ?? []);
  const name = cleanLine(list.displayName ?? list.name ?? "") || "(no name)";
  return { list, name, clock, columns: shown, gap: leftOut > 0 && columnsLeftOut(leftOut) };
}

const columnsLeftOut = (columns: number) =>
  `Columns left out: ${columns}. Microsoft names people and looked-up items of 12 columns at most, and 40 columns ` +
  "have room.";

const onlyThatThereAre = "Microsoft Graph does not give the files attached to a row: a person opens webUrl for them.";

const newest = "sharepoint_search with webUrl as site and order newest";

/** Reads a list as a table, in the order of its ids; by `find` only the rows that have its words. */
export const readList: ResourceReader<"list"> = async (resource, context, { position, find }) => {
  const { list, name, clock, columns, gap } = await listAt(resource, context);
  const rich = columns.filter(({ isRichText }) => isRichText).length;
  const rowsAtOnce = find === undefined ? Math.max(leastRows, Math.floor(pageSize / (1 + rich))) : pageSize;
  const query = { $expand: expandFields(columns), $select: "id", $top: rowsAtOnce };
  const request: GraphRequest = { path: [...pathOf(resource), "items"], query, fromCaller: "id" };
  const test = find === undefined ? undefined : testOf(find);
  const takeTurn = createTextTurns();
  let isLongRow = false;
  const passes =
    test &&
    (async (item: GraphListItem) => {
      await takeTurn(workOfComparing(item, columns));
      isLongRow ||= charactersOf(item, columns) > mostCompared;
      return test(wordsOfRow(item, columns, clock));
    });
  const found = await rowsOf(request, { position, passes }, context);
  const { extractText } = context;
  const rows = await mapConcurrently(found.items, textsAtOnce, async (item) =>
    tableRow(item, await cellsOf(item, columns, { clock, extractText, takeTurn, most: mostOfValue })),
  );
  const isFirst = position === undefined;
  return {
    list: withoutEmpty({
      name,
      webUrl: webUrlOf(list),
      ...(isFirst && {
        description: cleanLine(list.description ?? "") || undefined,
        columns: columns.map(({ title }) => title),
        rowUri: "this uri, then /items/ and the id of the row",
        ...(found.next !== undefined && { newest }),
      }),
      rows,
    }),
    listed: { things: "rows", order: "in the order of their ids" },
    nextPosition: found.next && shortLink(found.next, request),
    gaps: [
      gap,
      rows.some(isCut) && "Values that end with … are cut here; a row has them whole.",
      found.items.some(hasAttachments) && onlyThatThereAre,
      find !== undefined && lookedThrough(found),
      isLongRow && `Of a row ${mostCompared} characters were compared.`,
    ],
  };
};

const webUrlOf = ({ webUrl }: { webUrl?: string | null | undefined }) => webUrl?.replaceAll(" ", "%20");
const isCut = (row: object) =>
  Object.values(row)
    .flat()
    .some((value) => typeof value === "string" && value.endsWith("…"));

type RowTest = (item: GraphListItem) => Promise<boolean>;

interface FoundRows {
  items: GraphListItem[];
  next: string | undefined;
  examined: number;
}

const lookedThrough = ({ examined, next }: FoundRows) =>
  `${countedWith("were", examined, "rows")} looked through` +
  (next === undefined ? "." : "; sharepoint_search with webUrl as site finds rows of the whole list by words.");

/** A page of rows, or of several pages those that pass a test. */
async function rowsOf(
  request: GraphRequest,
  { position, passes }: { position: string | undefined; passes: RowTest | undefined },
  { graph }: ToolContext,
): Promise<FoundRows> {
  const found: FoundRows = { items: [], next: undefined, examined: 0 };
  let pages = 0;
  for await (const { items, next } of linkedPages(graph, { request, itemSchema: graphListItem }, position)) {
    found.next = next;
    pages += 1;
    found.examined += items.length;
    for (const item of items) {
      if (passes === undefined || (await passes(item))) found.items.push(item);
    }
    if (passes === undefined || found.items.length >= enoughRows || pages === maxPages) break;
  }
  return found;
}

/** Reads a row of a list: its values are its text, the long ones below the others. */
export const readListItem: ResourceReader<"list-item"> = async (resource, context) => {
  const { name, clock, columns, gap } = await listAt(resource, context);
  const path = [...pathOf(resource), "items", resource.itemId];
  const query = { $expand: expandFields(columns) };
  const item = await context.graph.get({ path, query, fromCaller: "id" }, graphListItem);
  const cells = await cellsOf(item, columns, {
    clock,
    takeTurn: createTextTurns(),
    extractText: context.extractText,
  });
  const told = cells.map(({ column, cell }) => ({ column, text: [cell].flat().join("; ") }));
  const short = told.filter(({ column }) => !column.isLong).map(({ column, text }) => `${column.title}: ${text}`);
  const long = told.filter(({ column }) => column.isLong).map(({ column, text }) => `## ${column.title}\n\n${text}`);
  const writtenBy = personIn(item.lastModifiedBy);
  const title = told.find(({ column }) => column.name === "Title")?.text;
  return {
    listItem: withoutEmpty({
      name: title ?? `Row ${resource.itemId}`,
      list: { uri: uriOf(resource), name },
      ...(hasAttachments(item) && { hasAttachments: true }),
      webUrl: webUrlOf(item),
      ...changesOf(item, { userDomain: context.userDomain, clock }),
    }),
    text: {
      text: [short.join("\n"), ...long].filter((part) => part !== "").join("\n\n"),
      contentType: "text/markdown",
      writtenBy,
      external: isExternal(writtenBy, context.userDomain),
    },
    version: item.lastModifiedDateTime ?? undefined,
    gaps: [gap, hasAttachments(item) && onlyThatThereAre],
  };
};

/** Reads the list, or the row, that an address of SharePoint names. */
export const readListLink: ResourceReader<"list-link"> = async ({ link }, context, part) => {
  const target = listTargetIn(link);
  if (target === undefined) throw noSuchList();
  const siteId = await siteIdAt(target.site, context.graph);
  const request: GraphRequest = {
    path: ["sites", siteId, "lists"],
    query: { $select: "id,webUrl" },
    fromCaller: "link",
  };
  const { items } = await wholeList(context.graph, { request, itemSchema: graphSiteList }, maxPages);
  const list = items.find(
    ({ webUrl }) => foldAddress(listTargetIn(webUrl ?? "")?.list ?? "") === foldAddress(target.list),
  );
  if (list === undefined) throw noSuchList();
  const { itemId } = target;
  if (itemId === undefined) {
    const found = { kind: "list" as const, siteId, listId: list.id };
    return { ...(await readList(found, context, part)), found };
  }
  const found = { kind: "list-item" as const, siteId, listId: list.id, itemId };
  return { ...(await readListItem(found, context, part)), found };
};

const noSuchList = () =>
  new ToolError(
    "not_found",
    "uri: no list that this account can see is at this address. Find it by sharepoint_search with fileType list.",
  );
