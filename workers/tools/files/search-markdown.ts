import type { Incomplete } from "#common/tools/schemas/results.ts";
import { joinIncomplete } from "#workers/tools/paging/short-answer.ts";
import { type RankedHit, walkRanking, walkStart } from "#workers/tools/paging/walk-pages.ts";
import { wordsOf } from "#workers/tools/query/kql.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { mayReadOneDrive } from "./file-access.ts";
import { type FileQuery, isInRange, planFileSearch } from "./file-query.ts";
import { type OwnItems, ownDriveSearch, ownItemsAt } from "./find-folders.ts";
import { extensionOf } from "./graph-drive.ts";
import { askInOrder, type GraphSearchHit, inOrder, keyOfHit, maxSearchPages } from "./graph-search.ts";
import { createPlaceCheck, isInPlaces } from "./item-place.ts";

const markdown = new Set(["md", "markdown"]);

const namesOnly: Incomplete = {
  reason: "Microsoft's index does not hold the text of Markdown files: they were looked for by name only.",
};

/**
 * Finds Markdown files by name, for a search without results, because the index doesn't contain their text. The index
 * and the user's own OneDrive are searched at the same time; the index comes first. Undefined if the search is not
 * about Markdown.
 */
export async function searchMarkdown(
  query: FileQuery,
  limit: number,
  { graph, grantedScopes }: ToolContext,
): Promise<{ hits: RankedHit<GraphSearchHit>[]; incomplete: Incomplete } | undefined> {
  const asked = /\.(md|markdown)"?\s*$/i.exec(query.kql)?.[1]?.toLowerCase() ?? query.fileType ?? "";
  if (!markdown.has(asked)) return undefined;
  const words = wordsOf(query.kql).filter((word) => !markdown.has(word));
  const name = words.join(" ");
  const request = planFileSearch({ ...query, kql: name === "" ? "*" : `filename:"${name}"`, fileType: asked });
  const ordered = askInOrder(graph, request);
  const judge = createPlaceCheck(graph, (address) => isInPlaces(address, query));
  const isMarkdown = (item: GraphSearchHit["resource"]) =>
    item != null && isInRange(item, query) && extensionOf(item.name ?? "") === asked;
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
  const incomplete = (...more: (Incomplete | undefined)[]) =>
    joinIncomplete([namesOnly, ...more, ordered.unsorted(), judge.unjudged()]) ?? namesOnly;
  if (hits.length > 0) {
    const found = hits.map(({ hit, ...place }) => ({ ...place, hit: { ...hit, resource: shown(hit.resource) } }));
    return { hits: found, incomplete: incomplete(next && onlyFirst(hits.length)) };
  }
  const { items, incomplete: notLookedAt }: OwnItems = await ownItems;
  const named = inOrder(items.filter(isMarkdown), query.order);
  await judge.prepare(named);
  const found = named.filter((item) => judge.judge(item));
  const own = found.slice(0, limit);
  return {
    hits: own.map((resource, offset) => ({ hit: { hitId: resource.id ?? "", resource: shown(resource) }, offset })),
    incomplete: incomplete(found.length > own.length ? onlyFirst(own.length) : undefined, notLookedAt),
  };
}

function onlyFirst(files: number): Incomplete {
  return { reason: `Only ${files} of them are listed; give a higher limit or more of the name.` };
}
