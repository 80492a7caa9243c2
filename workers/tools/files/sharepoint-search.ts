import { fileSearchPermissions } from "#common/tools/permissions.ts";
import { listTargetIn } from "#common/tools/resource-uri/addresses/sharepoint-addresses.ts";
import { sharepointSearch } from "#common/tools/sharepoint-search.ts";
import { cursorStart, detailOf, openSearch, unshown } from "#workers/tools/paging/search-cursor.ts";
import { type Gap, joinIncomplete, shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { type RankedHit, type WalkState, walkRanking, walkStart } from "#workers/tools/paging/walk-pages.ts";
import { nearNames } from "#workers/tools/query/ambiguous-names.ts";
import { wordsOf } from "#workers/tools/query/kql.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type ToolContext } from "#workers/tools/tool-context.ts";
import {
  isInOneDrive,
  mayReadOneDrive,
  notGranted,
  type OwnDriveOnly,
  withoutMicrosoftSearch,
  withoutOneDrive,
} from "./file-access.ts";
import { type FileHit, fileHit } from "./file-hit.ts";
import {
  emptyHint,
  type FileQuery,
  type FileSearch,
  type FileSearchInput,
  fileSearchSchema,
  isOfLists,
  planFileSearch,
  readFileQuery,
  shownQuery,
  wasChangedIn,
} from "./file-query.ts";
import { type OwnItems, ownDriveSearch, ownItemsAt, placesNamed } from "./find-folders.ts";
import { extensionOf } from "./graph-drive.ts";
import {
  askInOrder,
  type GraphSearchHit,
  type GraphSearchResource,
  inOrder,
  isSearchMissing,
  keyOfHit,
  maxSearchPages,
} from "./graph-search.ts";
import { createPlaceCheck, isInPlaces } from "./item-place.ts";
import { searchByMeaning } from "./search-by-meaning.ts";
import { searchOwnDrive } from "./search-own-drive.ts";

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
  const request = planFileSearch({ ...query, kql: name === "" ? "*" : `filename:"${name}"`, fileType: asked });
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
