import type { ListPage } from "./list-page.ts";
import { type Walk, type WalkOptions, walkPages } from "./walk-pages.ts";

/** A hit with its place in the ranking of Microsoft Search. */
export interface RankedHit<Hit> {
  hit: Hit;
  offset: number;
}

export interface RankedPage<Hit> {
  hits: readonly Hit[];
  hasMore: boolean;
}

/** A walk through a ranking, whose places are counted from 0. `idOf` and `isHit` are asked about the bare hit. */
export interface RankingOptions<Hit> extends Pick<WalkOptions<RankedHit<Hit>, number>, "from" | "limit" | "maxPages"> {
  /** The page that begins at a place. */
  ask(from: number): Promise<RankedPage<Hit>>;
  idOf(hit: Hit): string;
  isHit(hit: Hit): boolean | "stop" | Promise<boolean | "stop">;
}

/**
 * Walks the ranking of Microsoft Search, which may be another one for each request: pages are places in it
 * (https://learn.microsoft.com/graph/api/resources/searchrequest), and nothing else tells where a search goes on. No
 * hit comes twice. A hit is lost where the ranking moved it up, past the place that was reached.
 */
export async function walkRanking<Hit>(options: RankingOptions<Hit>): Promise<Walk<RankedHit<Hit>, number>> {
  const { ask, idOf, isHit, from, limit, maxPages } = options;
  return await walkPages({
    pages: (place) => rankedPages(ask, place),
    idOf: ({ hit }) => idOf(hit),
    isHit: ({ hit }) => isHit(hit),
    from,
    limit,
    maxPages,
    lookAhead: "none",
  });
}

async function* rankedPages<Hit>(
  ask: (from: number) => Promise<RankedPage<Hit>>,
  from = 0,
): AsyncGenerator<ListPage<RankedHit<Hit>, number>> {
  let next: number | undefined = from;
  while (next !== undefined) {
    const first: number = next;
    const { hits, hasMore } = await ask(first);
    next = hasMore && hits.length > 0 ? first + hits.length : undefined;
    yield {
      items: hits.map((hit, index) => ({ hit, offset: first + index })),
      next,
      placeOf: (index) => first + index,
    };
  }
}
