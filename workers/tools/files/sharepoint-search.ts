import { ToolError } from "#common/errors.ts";
import { fileSearchPermissions } from "#common/tools/permissions.ts";
import { listTargetIn } from "#common/tools/resource-uri/addresses/sharepoint-addresses.ts";
import { sharepointSearch } from "#common/tools/sharepoint-search.ts";
import { type ListPage, pageAt, pagesFrom, wholeList } from "#workers/tools/paging/linked-pages.ts";
import { cursorStart, detailOf, openSearch, unshown } from "#workers/tools/paging/search-cursor.ts";
import { type Gap, joinIncomplete, shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { type RankedHit, type WalkState, walkPages, walkRanking, walkStart } from "#workers/tools/paging/walk-pages.ts";
import { nearNames } from "#workers/tools/query/ambiguous-names.ts";
import { checkKql, fileVocabulary, plainText } from "#workers/tools/query/check-kql.ts";
import { literal, wordsOf } from "#workers/tools/query/kql.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type GraphDoor, type ToolContext } from "#workers/tools/tool-context.ts";
import {
  isInOneDrive,
  mayReadOneDrive,
  notGranted,
  type OwnDriveOnly,
  withoutMicrosoftSearch,
  withoutOneDrive,
} from "./file-access.ts";
import { checkPlace } from "./file-address.ts";
import { type FileHit, fileHit, personIn } from "./file-hit.ts";
import {
  emptyHint,
  type FileQuery,
  type FileSearch,
  type FileSearchInput,
  fileSearchSchema,
  isOfLists,
  listType,
  planFileSearch,
  readFileQuery,
  shownQuery,
  wasChangedIn,
} from "./file-query.ts";
import { type OwnItems, ownDriveSearch, ownItemsAt, placesNamed, topFoldersNamed } from "./find-folders.ts";
import { extensionOf, type GraphDriveItem, graphDriveItem, selectForItem } from "./graph-drive.ts";
import {
  askInOrder,
  type GraphSearchHit,
  type GraphSearchResource,
  inOrder,
  isSearchMissing,
  keyOfHit,
  maxSearchPages,
} from "./graph-search.ts";
import { createPlaceCheck, isAtPlace, isBelowFolder, isInPlaces, type PlaceMatch } from "./item-place.ts";
import { searchByMeaning } from "./search-by-meaning.ts";

type WordsAnswer = Awaited<ReturnType<typeof searchByWords>>;
type FileAnswer = Omit<WordsAnswer, "effectiveQuery"> & {
  effectiveQuery?: Partial<NonNullable<WordsAnswer["effectiveQuery"]>> & { meaning?: string };
  note?: string;
};

/** Answers one call of a file search: by meaning where that is asked for and possible, otherwise by words. */
async function searchFiles(input: FileSearchInput, context: ToolContext): Promise<FileAnswer> {
  const { mode, query, cursor } = input;
  if (mode !== "meaning" || cursor !== undefined || query === undefined) return await searchByWords(input, context);
  const found = await searchByMeaning({ ...input, query }, context);
  if (!("because" in found)) return found;
  const words = await searchByWords(input, context, { query: found.words, order: undefined });
  return { ...words, note: found.because };
}

/** Answers one call of a search by KQL, which starts a search or continues one. */
async function searchByWords(input: FileSearchInput, context: ToolContext, instead: Partial<FileSearchInput> = {}) {
  const { reduced } = requirePermission(fileSearchPermissions, context.grantedScopes);
  const search = openSearch(input, fileSearchSchema, context) ?? {
    ...cursorStart(input),
    query: await readFileQuery({ ...input, ...instead }, context),
    walk: walkStart(input),
  };
  const inOwnDrive = (because: OwnDriveOnly, from: FileSearch) => searchOwnDrive(from, input, { context, because });
  if (reduced !== undefined) return await inOwnDrive(notGranted(reduced), search);
  const oneDrive = mayReadOneDrive(context.grantedScopes);
  if (search.hasNoIndex && oneDrive) return await inOwnDrive(withoutMicrosoftSearch, search);
  try {
    return await searchEverywhere(search, input, context);
  } catch (error) {
    if (!oneDrive || !(await isSearchMissing(error, context.graph))) throw error;
    return await inOwnDrive(withoutMicrosoftSearch, { ...search, hasNoIndex: true });
  }
}

async function searchEverywhere(search: FileSearch, { limit }: FileSearchInput, context: ToolContext) {
  const { graph, userDomain } = context;
  const fields = shownFields(detailOf(search));
  const { query, incomplete: notAllPlaces } = await placesNamed(search.query, graph);
  const oneDrive = mayReadOneDrive(context.grantedScopes);
  const mayRead = ({ webUrl }: GraphSearchResource) => oneDrive || !isInOneDrive(webUrl);
  const judge = createPlaceCheck(graph, (address) => isInPlaces(address, query));
  const request = planFileSearch(query);
  const ordered = askInOrder(graph, request);
  const from = inRanking(search.walk);
  let total: number | undefined;
  let leftOut = false;
  const walk = await walkRanking({
    async ask(from) {
      const page = await ordered.ask({ from, size: limit });
      total ??= page.total;
      await judge.prepare(page.hits.flatMap(({ resource }) => (resource && mayRead(resource) ? [resource] : [])));
      return page;
    },
    idOf: keyOfHit,
    isHit({ resource }) {
      if (!resource || !wasChangedIn(resource, query)) return false;
      // Outside of the folder in which SharePoint keeps lists there are libraries, and what is in them.
      if (isOfLists(query) && listTargetIn(resource.webUrl ?? "") === undefined) return false;
      if (mayRead(resource)) return judge.judge(resource);
      leftOut ||= isInPlaces(resource.webUrl, query) !== false;
      return false;
    },
    from,
    limit,
    maxPages: maxSearchPages,
  });
  const { next, stopped } = walk;
  const isEmpty = walk.hits.length === 0 && stopped === undefined;
  const byName = isEmpty && from.position === 0 ? await searchMarkdown(query, limit, context) : undefined;
  const hits = byName?.hits ?? walk.hits;
  const isTotalExact = byName === undefined && walk.examined === walk.hits.length;
  const clock = await context.clock();
  const files = hits.map(({ hit, offset }) =>
    fileHit(judge.withAddress(hit.resource ?? {}), { ...hit, offset, userDomain, clock, fields }),
  );
  return withoutEmpty({
    files,
    moreResults: next !== undefined,
    nextCursor: next && context.cursor.seal({ ...search, query: unshown(query, fields), walk: next }, fileSearchSchema),
    nextOffset: next?.position,
    totalResultCount: isTotalExact ? total : undefined,
    unclear: severalPlaces(query) ?? nearNames(files, query.kql),
    hint: isEmpty && files.length === 0 && from.position === 0 ? emptyHint(query) : undefined,
    incomplete: joinIncomplete([
      leftOut && withoutOneDrive,
      notAllPlaces,
      ordered.unsorted(),
      ...(byName?.gaps ?? []),
      judge.unjudged(),
      shortAnswer(walk, { limit, items: "matches" }),
    ]),
    effectiveQuery: shownQuery(query, request.queryTemplate),
  });
}

function severalPlaces({ folderName, places = [], shown }: FileQuery): string | undefined {
  if (folderName === undefined || places.length < 2 || shown === undefined) return undefined;
  return `folderName fits ${places.length} folders, which were all searched: ask which one is meant, by its site.`;
}

/** The state in the ranking. If the search began in the user's own drive, it continues at the rank of its offset. */
function inRanking({ position, ...walk }: FileSearch["walk"]): WalkState<number> {
  return typeof position === "number" ? { ...walk, position } : { ...walkStart(), position: walk.returned };
}

/** Finds files, folders and pages by the index of Microsoft Search. */
export const sharepointSearchHandler = defineHandler(sharepointSearch, {
  run: searchFiles,
  toBlocks: ({ files, ...paging }) => [...files.map((file) => (file.id === undefined ? file : asHosted(file))), paging],
});

/** A full hit with the names that programs for the hosted connector expect. */
function asHosted(file: FileHit) {
  return { ...file, content: file.summary ?? "", isPartialContent: true, downloadUrl: null };
}

const markdown = new Set(["md", "markdown"]);

const namesOnly = "Microsoft's index does not hold the text of Markdown files: they were looked for by name only.";

/**
 * Finds Markdown files by name, for a search without results, because the index doesn't contain their text. The index
 * and the user's own OneDrive are searched at the same time; the index comes first. Undefined if the search is not
 * about Markdown.
 */
async function searchMarkdown(
  query: FileQuery,
  limit: number,
  { graph, grantedScopes }: ToolContext,
): Promise<{ hits: RankedHit<GraphSearchHit>[]; gaps: Gap[] } | undefined> {
  const asked = /\.(md|markdown)"?\s*$/i.exec(query.kql)?.[1]?.toLowerCase() ?? query.fileType ?? "";
  if (!markdown.has(asked)) return undefined;
  const words = wordsOf(query.kql).filter((word) => !markdown.has(word));
  const name = words.join(" ");
  const kql = name === "" ? checkKql("*", fileVocabulary) : literal("filename", name);
  const request = planFileSearch({ ...query, kql, fileType: asked });
  const ordered = askInOrder(graph, request);
  const judge = createPlaceCheck(graph, (address) => isInPlaces(address, query));
  const isMarkdown = (item: GraphSearchHit["resource"]) =>
    item != null && wasChangedIn(item, query) && extensionOf(item.name ?? "") === asked;
  const isOwnAsked = name !== "" && mayReadOneDrive(grantedScopes);
  const ownItems = isOwnAsked ? ownItemsAt(ownDriveSearch(name), graph) : Promise.resolve({ items: [] });
  // Nobody may wait for them.
  ownItems.catch(() => undefined);
  const { hits, stopped, next } = await walkRanking({
    async ask(from) {
      const page = await ordered.ask({ from, size: limit });
      await judge.prepare(page.hits.flatMap(({ resource }) => resource ?? []));
      return page;
    },
    idOf: keyOfHit,
    isHit: ({ resource }) => isMarkdown(resource) && resource != null && judge.judge(resource),
    from: walkStart(),
    limit,
    maxPages: maxSearchPages,
  });
  if (stopped && hits.length === 0) throw stopped;
  const shown = (resource: GraphSearchHit["resource"]) => resource && judge.withAddress(resource);
  const gaps = (...more: Gap[]) => [namesOnly, ...more, ordered.unsorted(), judge.unjudged()];
  if (hits.length > 0) {
    const found = hits.map(({ hit, ...place }) => ({ ...place, hit: { ...hit, resource: shown(hit.resource) } }));
    return { hits: found, gaps: gaps(next && onlyFirst(hits.length)) };
  }
  const { items, incomplete: notLookedAt }: OwnItems = await ownItems;
  const named = inOrder(items.filter(isMarkdown), query.order);
  await judge.prepare(named);
  const found = named.filter((item) => judge.judge(item));
  const own = found.slice(0, limit);
  return {
    hits: own.map((resource, offset) => ({ hit: { hitId: resource.id ?? "", resource: shown(resource) }, offset })),
    gaps: gaps(found.length > own.length && onlyFirst(own.length), notLookedAt),
  };
}

const onlyFirst = (files: number) => `Only ${files} of them are listed; give a higher limit or more of the name.`;

/**
 * Answers a file search from the user's own OneDrive, where Microsoft Search can't be used. A drive only
 * searches plain words, so all other conditions are checked here.
 */
async function searchOwnDrive(
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
  const text = plainText(kql, fileVocabulary);
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
