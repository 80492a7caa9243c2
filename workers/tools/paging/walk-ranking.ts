import type { ListPage } from "./linked-pages.ts";
import { type Walk, type WalkOptions, walkPages } from "./walk-pages.ts";

/** A hit with its rank in Microsoft Search, counted from 0. */
export interface RankedHit<Hit> {
  hit: Hit;
  offset: number;
}

export interface RankedPage<Hit> {
  hits: readonly Hit[];
  hasMore: boolean;
}

/** The options of a walk through a ranking. A position is a rank; `idOf` and `isHit` take the hit without its rank. */
export interface RankingOptions<Hit>
  extends Pick<WalkOptions<RankedHit<Hit>, number>, "from" | "limit" | "maxPages" | "onPage"> {
  /** Requests the page that starts at a rank. */
  ask(from: number): Promise<RankedPage<Hit>>;
  idOf(hit: Hit): string;
  isHit(hit: Hit): boolean | "stop" | Promise<boolean | "stop">;
}

/**
 * Walks the ranking of Microsoft Search by `from` and `size`
 * (https://learn.microsoft.com/graph/api/resources/searchrequest). The ranking can differ from request to request. No
 * hit is returned twice, but a hit is lost if it moves up past the rank that was reached.
 */
export async function walkRanking<Hit>(options: RankingOptions<Hit>): Promise<Walk<RankedHit<Hit>, number>> {
  const { ask, idOf, isHit, ...walk } = options;
  return await walkPages({
    pages: (position) => rankedPages(ask, position),
    idOf: ({ hit }) => idOf(hit),
    isHit: ({ hit }) => isHit(hit),
    ...walk,
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
      positionOf: (index) => first + index,
    };
  }
}
