import { ToolError } from "#common/errors.ts";
import { type ListPage, pageAt, pagesFrom, wholeList } from "#workers/tools/paging/linked-pages.ts";
import { detailOf, unshown } from "#workers/tools/paging/search-cursor.ts";
import { type Gap, joinIncomplete, shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { type WalkState, walkPages, walkStart } from "#workers/tools/paging/walk-pages.ts";
import { nearNames } from "#workers/tools/query/ambiguous-names.ts";
import { fileVocabulary, plainText } from "#workers/tools/query/check-kql.ts";
import type { CheckedKql } from "#workers/tools/query/kql.ts";
import { shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { GraphDoor, ToolContext } from "#workers/tools/tool-context.ts";
import { isInOneDrive, type OwnDriveOnly } from "./file-access.ts";
import { checkPlace } from "./file-address.ts";
import { fileHit, personIn } from "./file-hit.ts";
import {
  emptyHint,
  type FileQuery,
  type FileSearch,
  type FileSearchInput,
  fileSearchSchema,
  listType,
  shownQuery,
  wasChangedIn,
} from "./file-query.ts";
import { type OwnItems, ownDriveSearch, topFoldersNamed } from "./find-folders.ts";
import { extensionOf, type GraphDriveItem, graphDriveItem, selectForItem } from "./graph-drive.ts";
import { inOrder } from "./graph-search.ts";
import { createPlaceCheck, isAtPlace, isBelowFolder, isInPlaces, type PlaceMatch } from "./item-place.ts";

/**
 * Answers a file search from the user's own OneDrive, where Microsoft Search can't be used. A drive only
 * searches plain words, so all other conditions are checked here.
 */
export async function searchOwnDrive(
  search: FileSearch,
  { limit }: FileSearchInput,
  { context, because }: { context: ToolContext; because: OwnDriveOnly },
) {
  const { query } = search;
  const from = inDrive(search.walk);
  const walk = await walkOwnDrive(query, { text: plainWords(query, because), from, limit, graph: context.graph });
  const { next } = walk;
  const clock = await context.clock();
  const shown = { userDomain: context.userDomain, clock, fields: shownFields(detailOf(search)) };
  const files = walk.hits.map((item, at) =>
    fileHit(walk.judge.withAddress(item), { ...shown, offset: from.returned + at }),
  );
  return withoutEmpty({
    files,
    moreResults: next !== undefined,
    nextCursor:
      next && context.cursor.seal({ ...search, query: unshown(query, shown.fields), walk: next }, fileSearchSchema),
    nextOffset: next?.toSkip === 0 ? next.returned : undefined,
    unclear: nearNames(files, query.kql),
    hint: files.length === 0 && next === undefined && from.returned === 0 ? emptyHint(query) : undefined,
    incomplete: joinIncomplete([
      because.incomplete,
      ...walk.unseen,
      walk.judge.unjudged(),
      shortAnswer(walk, { limit, items: "files" }),
    ]),
    effectiveQuery: shownQuery(query, undefined),
  });
}

/** The state in the drive. If the search began in the index, it skips as many hits as ranks were passed. */
function inDrive({ position, ...walk }: FileSearch["walk"]): WalkState<string> {
  return typeof position === "number" ? walkStart({ offset: position }) : { ...walk, position };
}

/** The words to search for. @throws the refusal of `because` for a query that requires Microsoft Search */
function plainWords({ kql, places = [], folderName, fileType }: FileQuery, { refusal }: OwnDriveOnly): string {
  const text = plainText(kql as CheckedKql, fileVocabulary);
  if (text === undefined) throw refusal("query: operators and properties need");
  if (fileType === listType) throw refusal("fileType: lists need");
  const addresses = [...places, ...(folderName?.startsWith("https:") ? [folderName] : [])];
  if (!addresses.every(isInOneDrive)) throw refusal("A place in SharePoint needs");
  const words = text === "" ? fileType : text;
  if (words !== undefined) return words;
  throw new ToolError(
    "invalid_input",
    `query: "${kql}" names no word. A search in the user's own OneDrive alone needs one, or fileType.`,
  );
}

const pageSize = 100;
const maxPages = 5;
/** The same where all that was found has to be read before it can be sorted. */
const sorting = { pageSize: 999, maxPages: 2 };

/**
 * Walks the results of a search in the user's own OneDrive until `limit` items match. `unseen` tells which folders were
 * not looked at.
 */
async function walkOwnDrive(
  query: FileQuery,
  { text, from, limit, graph }: { text: string; from: WalkState<string>; limit: number; graph: GraphDoor },
) {
  const request = {
    path: ownDriveSearch(text),
    query: { $top: pageSize, $select: selectForItem },
    fromCaller: "query" as const,
  };
  const judge = createPlaceCheck(graph, (address) => isWhereWanted(address, query));
  let unseen: Gap[] = [];

  /** All that is found, in the order that is asked for: no property is documented by which a drive sorts that. */
  async function sorted(): Promise<ListPage<GraphDriveItem, string>> {
    const whole = { ...request, query: { ...request.query, $top: sorting.pageSize } };
    const { items, isWhole } = await wholeList(graph, { request: whole, itemSchema: graphDriveItem }, sorting.maxPages);
    unseen = [!isWhole && sortedPart(items.length)];
    return { items, next: undefined };
  }

  /** A page of what is found; the first one with the folders at the top of the drive, which a search may not find. */
  async function pageAtLink(link: string | undefined): Promise<ListPage<GraphDriveItem, string>> {
    const isTopAsked = link === undefined && query.fileType === undefined;
    const folders: Promise<OwnItems> = isTopAsked ? topFoldersNamed(text, graph) : Promise.resolve({ items: [] });
    // Awaited later. Should the search fail before, nobody would handle its failure.
    folders.catch(() => undefined);
    const page = query.order === undefined ? await pageOfDrive(link) : await sorted();
    const atTop = await folders;
    unseen.push(atTop.incomplete);
    const items = inOrder([...page.items, ...atTop.items], query.order);
    await judge.prepare(items.filter((item) => isWanted(item, query)));
    return { items, next: page.next };
  }

  async function pageOfDrive(link: string | undefined): Promise<ListPage<GraphDriveItem, string>> {
    const { items, nextLink: next } = await pageAt(graph, { request, itemSchema: graphDriveItem }, link);
    return { items, next };
  }

  const walk = await walkPages({
    pages: (link) => pagesFrom(link, pageAtLink),
    idOf: ({ id }) => id,
    isHit: (item) => isWanted(item, query) && judge.judge(item),
    from,
    limit,
    maxPages,
  });
  return { ...walk, judge, unseen };
}

const sortedPart = (items: number) =>
  `Only the first ${items} items that the user's own OneDrive found were sorted; give more words, or leave order out.`;

function isWanted(item: GraphDriveItem, query: FileQuery): boolean {
  const { fileType, author } = query;
  if (fileType !== undefined && extensionOf(item.name ?? "") !== fileType) return false;
  return wasChangedIn(item, query) && (author === undefined || isBy(item, author));
}

function isBy({ createdBy, lastModifiedBy }: GraphDriveItem, author: string): boolean {
  const wanted = author.toLowerCase();
  return [personIn(createdBy), personIn(lastModifiedBy)].some(
    (person) => person?.name?.toLowerCase().includes(wanted) || person?.address?.toLowerCase() === wanted,
  );
}

function isWhereWanted(address: string, query: FileQuery): PlaceMatch {
  const inFolder = query.folderName === undefined || isInFolder(address, query.folderName);
  const inPlaces = isInPlaces(address, query);
  return inFolder === false || inPlaces === false ? false : inFolder && inPlaces;
}

function isInFolder(address: string, folderName: string): PlaceMatch {
  return /^https:/i.test(folderName)
    ? isAtPlace(address, checkPlace(folderName, "folderName"))
    : isBelowFolder(address, folderName);
}
