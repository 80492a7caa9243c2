import {
  isLookedUp,
  type ListRecord,
  type ListRowRecord,
  type SiteRecord,
  type StoredItem,
} from "#test/fake-tenant/data/files/drive.ts";
import { htmlToText } from "#test/fake-tenant/data/html-to-text.ts";
import { type GraphCall, second } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";
import {
  compileKql,
  indexText,
  type KqlModel,
  searchedWords,
  wordMatcher,
} from "#test/fake-tenant/graph/kql/compile-kql.ts";
import { type KqlNode, parseKql } from "#test/fake-tenant/graph/kql/kql-parser.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { driveItemHit, fileModel, indexedText, isBelow, listHit, listItemHit, searchableItems } from "./file-kql.ts";
import { type Hit, type HitPage, markedSummary, type SearchRequest } from "./search-request.ts";

interface Candidate {
  score: number;
  modifiedAt: number;
  createdAt: number;
  name: string;
  size: number;
  hit(): Hit;
}

/** Files, folders, pages and lists that the caller may open, the best first. */
export function searchFiles(call: GraphCall, asked: SearchRequest): HitPage {
  const tree = parseKql(asked.kql);
  const words = searchedWords(tree);
  const candidates = asked.entityTypes.flatMap((type) => {
    if (type === "driveItem") return itemCandidates(call, asked, { tree, words, type });
    if (type === "listItem")
      return [...itemCandidates(call, asked, { tree, words, type }), ...rowCandidates(call, asked, { tree, words })];
    if (type === "list") return placeCandidates(call, tree);
    return [];
  });
  inOrder(candidates, asked);
  const hits = candidates.slice(asked.from, asked.from + asked.size).map(({ hit }) => hit());
  return { hits, total: candidates.length, more: candidates.length > asked.from + asked.size };
}

function itemCandidates(
  call: GraphCall,
  asked: SearchRequest,
  query: { tree: KqlNode; words: readonly string[]; type: "driveItem" | "listItem" },
): Candidate[] {
  const { world, caller } = call;
  const matches = compileKql(query.tree, fileModel(world));
  const items = searchableItems(world, caller.tenant.id, caller.user.id).filter(matches);
  const isListItem = ({ drive }: StoredItem) =>
    query.type === "listItem" || (world.behaviour.searchPagesAreListItems && drive === drive.site?.pagesDrive);
  return items.map((item) => ({
    score: scoreOf(item, query.words),
    modifiedAt: item.modifiedAt,
    createdAt: item.createdAt,
    name: item.name,
    size: item.size,
    hit: () =>
      (isListItem(item) ? listItemHit : driveItemHit)(item, {
        world,
        words: query.words,
        fields: asked.fields,
        text: indexedText(item),
      }),
  }));
}

function rowCandidates(
  { world, caller }: GraphCall,
  { fields }: SearchRequest,
  { tree, words }: { tree: KqlNode; words: readonly string[] },
): Candidate[] {
  const sites = world.files.sites(caller.tenant.id).filter(({ members }) => members.has(caller.user.id));
  return rowsFound(world, sites, tree).map((found) => ({
    score: 0,
    modifiedAt: found.row.modifiedAt,
    createdAt: found.row.createdAt,
    name: String(found.row.values.Title ?? ""),
    size: 0,
    hit: () => rowHit(found, { world, words, fields }),
  }));
}

/** A word in the name counts more than one in the text. */
function scoreOf(item: StoredItem, words: readonly string[]): number {
  const name = indexText(`${item.name} ${item.title}`);
  return words.filter((word) => wordMatcher(word, true)(name)).length;
}

function placeCandidates({ world, caller }: GraphCall, tree: KqlNode): Candidate[] {
  const sites = world.files.sites(caller.tenant.id).filter(({ members }) => members.has(caller.user.id));
  const matches = compileKql<Place>(tree, {
    everything: ({ text }) => text,
    wordsArePrefixes: false,
    unknownProperty: "nothing",
    nowMs: world.now(),
    fields: {
      title: { kind: "text", read: ({ text }) => text },
      path: {
        kind: "own",
        test: ({ url }, value) => url.toLowerCase().startsWith(value.toLowerCase().replace(/\/$/, "")),
      },
      lastmodifiedtime: { kind: "date", read: ({ createdAt }) => createdAt },
      created: { kind: "date", read: ({ createdAt }) => createdAt },
      contentclass: { kind: "exact", read: ({ contentClass }) => [contentClass] },
    },
  });
  return sites.flatMap(placesIn).flatMap((place) => (matches(place) ? [candidateOf(place)] : []));
}

interface Place {
  text: string;
  url: string;
  createdAt: number;
  contentClass: string;
  hit: Hit;
}

function placesIn(site: SiteRecord): Place[] {
  const { displayName, description, createdAt } = site;
  const named = (name: string) => ({ text: `${displayName} ; ${description} ; ${name}`, createdAt });
  const libraries = site.drives.map((drive) => ({
    ...named(drive.name),
    url: drive.webUrl,
    contentClass: "STS_List_DocumentLibrary",
    hit: listHit(site, { id: drive.listId, name: drive.name, title: drive.name, webUrl: drive.webUrl }),
  }));
  const lists = site.lists.map((list) => ({
    ...named(`${list.displayName} ; ${list.description}`),
    url: list.webUrl,
    contentClass: "STS_List_GenericList",
    hit: listHit(site, { ...list, title: list.displayName, webUrl: `${list.webUrl}/AllItems.aspx` }),
  }));
  return [...libraries, ...lists];
}

const candidateOf = ({ text, createdAt, hit }: Place): Candidate => ({
  score: 0,
  modifiedAt: createdAt,
  createdAt,
  name: text,
  size: 0,
  hit: () => hit,
});

const sortKeys: Record<string, "modifiedAt" | "createdAt" | "name" | "size"> = {
  lastmodifieddatetime: "modifiedAt",
  lastmodifiedtime: "modifiedAt",
  write: "modifiedAt",
  createddatetime: "createdAt",
  created: "createdAt",
  name: "name",
  title: "name",
  filename: "name",
  size: "size",
};

function inOrder(candidates: Candidate[], { sort }: SearchRequest): void {
  const keys = sort.map(({ name, isDescending }) => {
    const key = sortKeys[name.toLowerCase()];
    if (key === undefined) throw badRequest(`The property '${name}' is not sortable.`);
    return { key, sign: isDescending ? -1 : 1 };
  });
  const byRank = [
    { key: "score", sign: -1 },
    { key: "modifiedAt", sign: -1 },
  ] as const;
  candidates.sort((a, b) => {
    for (const { key, sign } of keys.length === 0 ? byRank : keys) {
      if (a[key] !== b[key]) return a[key] < b[key] ? -sign : sign;
    }
    return 0;
  });
}

interface FoundRow {
  list: ListRecord;
  row: ListRowRecord;
}

/** The address of a row, whose spaces the index keeps. */
const urlOf = ({ list, row }: FoundRow) => `${list.webUrl.replaceAll("%20", " ")}/DispForm.aspx?ID=${row.id}`;

function textOf({ list, row }: FoundRow): string {
  const known = list.columns.filter(({ hidden }) => hidden !== true).flatMap(({ name }) => row.values[name] ?? []);
  const texts = known.map((value) =>
    isLookedUp(value) ? value.value : typeof value === "object" ? "" : String(value),
  );
  return texts.map(htmlToText).join(" ; ");
}

function modelFor(world: World): KqlModel<FoundRow> {
  const author = ({ row }: FoundRow) => `${row.createdBy.name} ${row.createdBy.address ?? ""}`;
  return {
    everything: textOf,
    wordsArePrefixes: false,
    unknownProperty: "nothing",
    nowMs: world.now(),
    fields: {
      author: { kind: "text", read: author },
      title: { kind: "text", read: ({ row }) => String(row.values.Title ?? "") },
      lastmodifiedtime: { kind: "date", read: ({ row }) => row.modifiedAt },
      created: { kind: "date", read: ({ row }) => row.createdAt },
      contentclass: { kind: "exact", read: () => ["STS_ListItem_GenericList"] },
      isdocument: { kind: "flag", read: () => false },
      path: { kind: "own", test: (found, value) => isBelow(urlOf(found), value) },
      parentlink: { kind: "own", test: ({ list }, value) => isBelow(list.webUrl, value) },
    },
  };
}

/** The rows of the lists of these sites that a query finds. */
function rowsFound(world: World, sites: readonly SiteRecord[], tree: KqlNode): FoundRow[] {
  const matches = compileKql(tree, modelFor(world));
  const indexedBefore = world.now() - world.behaviour.searchIndexLagMs;
  return sites
    .flatMap(({ lists }) => lists)
    .flatMap((list) => list.rows.map((row) => ({ list, row })))
    .filter((found) => found.row.modifiedAt <= indexedBefore && matches(found));
}

/**
 * A row as search-concept-files shows it: `name` is no name of it, and the ids of the list and the row are missing
 * unless `searchRowsHaveIds` is set.
 */
function rowHit(found: FoundRow, { world, words, fields }: HitContext): Hit {
  const { list, row } = found;
  const title = String(row.values.Title ?? "");
  const ids = { listId: list.id, listItemId: String(row.id) };
  const all: Record<string, unknown> = {
    title,
    contentclass: "STS_ListItem_GenericList",
    listid: `{${list.id}}`,
    listitemid: row.id,
  };
  const shown = fields.flatMap((name) => {
    const value = all[name.toLowerCase()];
    // Graph writes the names back with a small first letter.
    return value === undefined ? [] : [[name.charAt(0).toLowerCase() + name.slice(1), value]];
  });
  const { searchRowsHaveIds } = world.behaviour;
  return {
    hitId: `${list.id},${row.id}`,
    summary: markedSummary(textOf(found), words),
    resource: {
      "@odata.type": "#microsoft.graph.listItem",
      id: `${list.id},${row.id}`,
      createdDateTime: second(row.createdAt),
      lastModifiedDateTime: second(row.modifiedAt),
      webUrl: urlOf(found),
      ...(searchRowsHaveIds && { sharepointIds: ids }),
      createdBy: { user: { displayName: row.createdBy.name } },
      lastModifiedBy: { user: { displayName: row.modifiedBy.name } },
      parentReference: { siteId: list.site.id, ...(searchRowsHaveIds && { sharepointIds: { listId: list.id } }) },
      ...(shown.length > 0 && { fields: Object.fromEntries(shown) }),
    },
  };
}

interface HitContext {
  world: World;
  words: readonly string[];
  fields: readonly string[];
}
