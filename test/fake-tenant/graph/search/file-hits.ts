import type { SiteRecord, StoredItem } from "#test/fake-tenant/data/files/file-types.ts";
import type { GraphCall } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";
import { compileKql, searchedWords } from "#test/fake-tenant/graph/kql/compile-kql.ts";
import { type KqlNode, parseKql } from "#test/fake-tenant/graph/kql/kql-parser.ts";
import { indexText, wordMatcher } from "#test/fake-tenant/graph/kql/words.ts";
import { driveHit, driveItemHit, listHit, listItemHit, siteHit } from "./file-hit-json.ts";
import { fileModel, indexedText, searchableItems } from "./file-kql.ts";
import { rowHit, rowsFound } from "./list-hits.ts";
import type { SearchRequest } from "./search-request.ts";
import type { Hit, HitPage } from "./search-result.ts";

interface Candidate {
  score: number;
  modifiedAt: number;
  createdAt: number;
  name: string;
  size: number;
  hit(): Hit;
}

/** Files, folders, pages, lists, sites and drives that the caller may open, the best first. */
export function searchFiles(call: GraphCall, asked: SearchRequest): HitPage {
  const tree = parseKql(asked.kql);
  const words = searchedWords(tree);
  const candidates = asked.entityTypes.flatMap((type) => {
    if (type === "driveItem") return itemCandidates(call, asked, { tree, words, type });
    if (type === "listItem")
      return [...itemCandidates(call, asked, { tree, words, type }), ...rowCandidates(call, asked, { tree, words })];
    if (type === "site" || type === "list" || type === "drive") return placeCandidates(call, asked, { tree, type });
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

function placeCandidates(
  call: GraphCall,
  asked: SearchRequest,
  query: { tree: KqlNode; type: "site" | "list" | "drive" },
): Candidate[] {
  const { world, caller } = call;
  if (query.type === "drive" && asked.queryString.trim() === "*")
    throw badRequest("The query '*' is not supported for entity type 'drive'.");
  const sites = world.files.sites(caller.tenant.id).filter(({ members }) => members.has(caller.user.id));
  const matches = compileKql<Place>(query.tree, {
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
  return sites
    .flatMap((site) => placesIn(site, query.type))
    .flatMap((place) => (matches(place) ? [candidateOf(place)] : []));
}

interface Place {
  text: string;
  url: string;
  createdAt: number;
  contentClass: string;
  hit: Hit;
}

function placesIn(site: SiteRecord, type: "site" | "list" | "drive"): Place[] {
  const { displayName, description, createdAt, webUrl } = site;
  const named = (name: string) => ({ text: `${displayName} ; ${description} ; ${name}`, createdAt });
  if (type === "site") return [{ ...named(""), url: webUrl, contentClass: "STS_Site", hit: siteHit(site) }];
  const libraries = site.drives.map((drive) => ({
    ...named(drive.name),
    url: drive.webUrl,
    contentClass: "STS_List_DocumentLibrary",
    hit:
      type === "drive"
        ? driveHit(site, drive)
        : listHit(site, { id: drive.listId, name: drive.name, title: drive.name, webUrl: drive.webUrl }),
  }));
  const lists = (type === "list" ? site.lists : []).map((list) => ({
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
