import { ToolError } from "#common/errors.ts";
import { laterPage } from "#workers/tools/paging/later-page.ts";
import type { GraphSearchHit, SearchPage } from "./graph-search.ts";

/** A hit that is kept, with its place in Graph's ranking. */
export interface PlacedHit {
  hit: GraphSearchHit;
  offset: number;
}

export interface SearchWalk {
  hits: PlacedHit[];
  /** Place in Graph's ranking where to go on; undefined = nothing is left. */
  next: number | undefined;
  total: number | undefined;
  /** Hits that Graph gave and `keep` did not. */
  dropped: number;
  looked: number;
  /** Microsoft's limit or outage that ended the walk early. */
  stopped?: ToolError;
}

/** Pages for one answer. */
const maxPages = 5;

/**
 * Walks Graph's ranking from a place on until `limit` hits are kept. `ask` gives the page at a place; `keep` says
 * `stop` where no more may be looked at for this answer.
 */
export async function walkSearch(options: {
  ask(from: number): Promise<SearchPage>;
  keep(hit: GraphSearchHit): Promise<boolean | "stop"> | boolean | "stop";
  from: number;
  limit: number;
}): Promise<SearchWalk> {
  const { ask, keep, limit } = options;
  const hits: PlacedHit[] = [];
  let at = options.from;
  let dropped = 0;
  let total: number | undefined;
  const result = (next: number | undefined) => ({ hits, next, total, dropped, looked: at - options.from });
  for (let pages = 0; pages < maxPages; pages += 1) {
    const page = await laterPage(() => ask(at), pages > 0);
    if (page instanceof ToolError) return { ...result(at), stopped: page };
    total ??= page.total;
    for (const hit of page.hits) {
      if (hits.length === limit) return result(at);
      const kept = await laterPage(() => keep(hit), at > options.from);
      if (kept instanceof ToolError) return { ...result(at), stopped: kept };
      if (kept === "stop") return result(at);
      if (kept) hits.push({ hit, offset: at });
      else dropped += 1;
      at += 1;
    }
    if (!page.hasMore || page.hits.length === 0) return result(undefined);
    if (hits.length === limit) break;
  }
  return result(at);
}
