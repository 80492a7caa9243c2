import type { Incomplete } from "#common/tools/schemas/results.ts";
import { type ListPage, linkedPages, wholeList } from "#workers/tools/paging/linked-pages.ts";
import { joinIncomplete } from "#workers/tools/paging/short-answer.ts";
import { type Walk, type WalkState, walkPages } from "#workers/tools/paging/walk-pages.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { checkPlace } from "./file-address.ts";
import { personIn } from "./file-hit.ts";
import { inOrder } from "./file-order.ts";
import { isInRange } from "./file-plan.ts";
import type { FileQuery } from "./file-query.ts";
import { extensionOf, type GraphDriveItem, graphDriveItem, selectForItem } from "./graph-drive.ts";
import { isAtPlace, isBelowFolder, isInPlaces, type PlaceMatch } from "./item-place.ts";
import { type OwnItems, ownDriveSearch, topFoldersNamed } from "./own-folders.ts";
import { createPlaceCheck, type PlaceCheck } from "./place-check.ts";

const pageSize = 100;
/** The largest number of pages for an answer. */
const maxPages = 5;
/** The same where all that was found has to be read before it can be sorted. */
const sorting = { pageSize: 999, maxPages: 2 };

/**
 * Walks the results of a search in the user's own OneDrive until `limit` items match. `unseen` tells which folders were
 * not looked at.
 */
export async function walkOwnDrive(
  query: FileQuery,
  { text, from, limit, graph }: { text: string; from: WalkState<string>; limit: number; graph: GraphDoor },
): Promise<Walk<GraphDriveItem, string> & { judge: PlaceCheck; unseen: Incomplete | undefined }> {
  const request = {
    path: ownDriveSearch(text),
    query: { $top: pageSize, $select: selectForItem },
    fromCaller: "query" as const,
  };
  const judge = createPlaceCheck(graph, (address) => isWhereWanted(address, query));
  let unseen: Incomplete | undefined;
  const searchPages = (link: string | undefined) => linkedPages(graph, { request, itemSchema: graphDriveItem }, link);

  /** The folders at the top of the drive, which a search may not find. */
  function foldersAtTop(): Promise<OwnItems> {
    const folders = query.fileType === undefined ? topFoldersNamed(text, graph) : Promise.resolve({ items: [] });
    // Awaited later. Should the search fail before, nobody would handle its failure.
    folders.catch(() => undefined);
    return folders;
  }

  async function* firstPages(): AsyncGenerator<ListPage<GraphDriveItem, string>> {
    const folders = foldersAtTop();
    let isFirst = true;
    for await (const page of searchPages(undefined)) {
      const atTop = isFirst ? await folders : undefined;
      unseen ??= atTop?.incomplete;
      yield atTop === undefined ? page : { ...page, items: [...page.items, ...atTop.items] };
      isFirst = false;
    }
  }

  /** All that is found, as one page: no property is documented by which a drive sorts what it finds. */
  async function* sortedPage(): AsyncGenerator<ListPage<GraphDriveItem, string>> {
    const folders = foldersAtTop();
    const whole = { ...request, query: { ...request.query, $top: sorting.pageSize } };
    const found = await wholeList(graph, { request: whole, itemSchema: graphDriveItem }, sorting.maxPages);
    const atTop = await folders;
    unseen = joinIncomplete([found.isWhole ? undefined : sortedPart(found.items.length), atTop.incomplete]);
    yield { items: inOrder([...found.items, ...atTop.items], query.order), next: undefined };
  }

  const pagesFrom = (link: string | undefined) => {
    if (query.order !== undefined) return sortedPage();
    return link === undefined ? firstPages() : searchPages(link);
  };

  async function* judgeablePages(pages: AsyncIterable<ListPage<GraphDriveItem, string>>) {
    for await (const page of pages) {
      await judge.prepare(page.items.filter((item) => isWanted(item, query)));
      yield page;
    }
  }

  const walk = await walkPages({
    pages: (link) => judgeablePages(pagesFrom(link)),
    idOf: ({ id }) => id,
    isHit: (item) => isWanted(item, query) && judge.judge(item),
    from,
    limit,
    maxPages,
    lookAhead: "none",
  });
  return { ...walk, judge, unseen };
}

function sortedPart(items: number): Incomplete {
  return {
    reason:
      `Only the first ${items} items that the user's own OneDrive found were sorted; give more words, or leave order ` +
      "out.",
  };
}

function isWanted(item: GraphDriveItem, query: FileQuery): boolean {
  const { fileType, author } = query;
  if (fileType !== undefined && extensionOf(item.name ?? "") !== fileType) return false;
  return isInRange(item, query) && (author === undefined || isBy(item, author));
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
