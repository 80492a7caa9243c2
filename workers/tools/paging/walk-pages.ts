import { z } from "zod";
import type { ToolError } from "#common/errors.ts";
import { hasCode } from "#workers/tools/optional-request.ts";
import { type ListPage, pagesFrom } from "./linked-pages.ts";
import { maxSeenHits, type SeenHits, seenHits } from "./search-cursor.ts";

const count = z.number().int().nonnegative();

/**
 * The state of a search between two answers, as its cursor holds it. A position locates a page: a link, a rank, a time.
 */
export function walkStateSchema<Position extends z.ZodType>(position: Position) {
  return z.strictObject({
    /** The page to read first. Absent: the first page of the list. */
    position: position.optional(),
    /** The number of items on that page that were processed. */
    done: count,
    /** The latest hits, as `seenHits` encodes them. */
    seen: z.string(),
    /** Hits that are still to be skipped, for `offset`. */
    toSkip: count,
    /** The offset of the next hit: all hits before it were returned, or skipped here or by Graph. */
    returned: count,
    /** The number of items on all pages that were processed completely. */
    listed: count,
  });
}

export type WalkState<Position> = z.output<ReturnType<typeof walkStateSchema<z.ZodType<Position>>>>;

/** The state at the beginning of a search that skips its first `offset` hits. */
export function walkStart({ offset = 0 }: { offset?: number | undefined } = {}): WalkState<never> {
  return { done: 0, seen: "", toSkip: offset, returned: offset, listed: 0 };
}

export interface WalkOptions<Item, Position> {
  /** The pages of the list, starting at a position or at its beginning. Each page is requested when it is needed. */
  pages(from: Position | undefined): AsyncIterable<ListPage<Item, Position>>;
  /** An id that does not change when the item moves. Items without one are recognised by their position on the page. */
  idOf(item: Item): string | null | undefined;
  /** Whether an item is a hit, as all are by default. `stop` ends the answer before this item. */
  isHit?(item: Item): boolean | "stop" | Promise<boolean | "stop">;
  from: WalkState<Position>;
  /** The largest number of hits in an answer. */
  limit: number;
  maxPages: number;
  /**
   * How far to look for another hit once the answer has `limit` hits, to know whether any are left: not at all, by
   * default, to the end of the page, or to the end of the list.
   */
  lookAhead?: "none" | "page" | "list";
  /** Hears of each page, with the hits so far. */
  onPage?(progress: { pages: number; listed: number; hits: readonly Item[] }): void;
}

export interface Walk<Item, Position> {
  hits: Item[];
  /** The state to continue with. Undefined when nothing is left. */
  next: WalkState<Position> | undefined;
  /** The number of items that were examined for this answer. */
  examined: number;
  /** State as in `WalkState`, after this answer. Also set when nothing is left. */
  returned: number;
  listed: number;
  /** The throttling or outage that ended the walk early. */
  stopped?: ToolError;
}

/**
 * Walks a list page by page, from where the last answer ended until there are `limit` hits.
 *
 * A partly processed page is read again. Hits that the state remembers are left out; all other items are examined. So
 * no hit is returned twice while it is among the latest `maxSeenHits`, however the list changes. If links are offsets
 * (`$skip`), items added before a page move others to later pages, where they are found. Items removed before a page
 * move others towards the beginning: those are found unless more were removed than had been processed on that page.
 *
 * Throttling or an outage after the first page ends the walk with what was found. Any other error rejects.
 */
export async function walkPages<Item, Position>(options: WalkOptions<Item, Position>): Promise<Walk<Item, Position>> {
  const { from, limit, maxPages, lookAhead = "none", onPage } = options;
  const begin = { start: from.position, known: from.done, seen: seenHits(from.seen), index: 0 };
  const walk: WalkSoFar<Item, Position> = { ...from, ...begin, hits: [], examined: 0 };
  let pages = 0;
  try {
    for await (const page of options.pages(from.position)) {
      walk.page = page;
      const isAtEnd = await takeItems(page.items, walk, options);
      if (!isAtEnd) return walkOf(walk, true);
      pages += 1;
      walk.start = page.next;
      walk.page = undefined;
      walk.known = 0;
      walk.index = 0;
      walk.listed += page.items.length;
      onPage?.({ pages, listed: walk.listed, hits: walk.hits });
      const isEnough = walk.hits.length === limit && lookAhead !== "list";
      if (page.next === undefined || isEnough || pages === maxPages) break;
    }
    return walkOf(walk, pages > 0 && walk.start !== undefined);
  } catch (error) {
    const isLater = pages > 0 || walk.examined > 0;
    if (!isLater || !hasCode(error, "rate_limited", "unavailable")) throw error;
    return { ...walkOf(walk, true), stopped: error };
  }
}

/** A walk while its pages are read. */
interface WalkSoFar<Item, Position> {
  hits: Item[];
  seen: SeenHits;
  toSkip: number;
  returned: number;
  examined: number;
  /** The number of items on the pages before `start`. */
  listed: number;
  start: Position | undefined;
  /** The page at `start`, while its items are processed. */
  page?: ListPage<Item, Position> | undefined;
  /** The number of its items that an earlier answer processed. */
  known: number;
  /** The index of the item that is processed. */
  index: number;
}

/** Processes the items of a page. False if the answer ends before the last one; the walk is then at the next item. */
async function takeItems<Item, Position>(
  items: readonly Item[],
  walk: WalkSoFar<Item, Position>,
  { limit, lookAhead = "none", idOf, isHit = () => true }: WalkOptions<Item, Position>,
): Promise<boolean> {
  const { hits, seen, known } = walk;
  // The first item to process: the first of the page, unless more items were processed than hits are remembered.
  const remembered = known <= maxSeenHits ? 0 : items.findIndex((item) => seen.has(idOf(item) ?? ""));
  const first = remembered === -1 ? known : remembered;
  for (const [index, item] of items.entries()) {
    walk.index = index;
    const id = idOf(item);
    if (index < first || (id == null ? index < known : seen.has(id))) continue;
    const isFull = hits.length === limit;
    if (isFull && lookAhead === "none") return false;
    const judged = isHit(item);
    // Most need not be waited for, and there may be hundreds.
    const verdict: boolean | "stop" = typeof judged === "object" ? await judged : judged;
    if (verdict === "stop" || (verdict && isFull)) return false;
    if (verdict || index >= known) walk.examined += 1;
    if (!verdict) continue;
    if (id != null) seen.add(id);
    if (walk.toSkip > 0) {
      walk.toSkip -= 1;
    } else {
      hits.push(item);
      walk.returned += 1;
    }
  }
  return true;
}

function walkOf<Item, Position>(walk: WalkSoFar<Item, Position>, hasNext: boolean): Walk<Item, Position> {
  const { hits, seen, toSkip, returned, examined, listed, start, page, index } = walk;
  const within = page?.positionOf?.(index);
  const reached = within === undefined ? { position: start, done: index } : { position: within, done: 0 };
  const next = hasNext ? { ...reached, seen: seen.toText(), toSkip, returned, listed } : undefined;
  return { hits, next, examined, returned, listed };
}

/** A hit with its rank in Microsoft Search, counted from 0. */
export interface RankedHit<Hit> {
  hit: Hit;
  offset: number;
}

/** The options of a walk through a ranking. A position is a rank; `idOf` and `isHit` take the hit without its rank. */
interface RankingOptions<Hit>
  extends Pick<WalkOptions<RankedHit<Hit>, number>, "from" | "limit" | "maxPages" | "onPage"> {
  /** Requests the page that starts at a rank. */
  ask(from: number): Promise<{ hits: readonly Hit[]; hasMore: boolean }>;
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
    pages: (from) =>
      pagesFrom(from, async (first = 0) => {
        const { hits, hasMore } = await ask(first);
        return {
          items: hits.map((hit, index) => ({ hit, offset: first + index })),
          next: hasMore && hits.length > 0 ? first + hits.length : undefined,
          positionOf: (index) => first + index,
        };
      }),
    idOf: ({ hit }) => idOf(hit),
    isHit: ({ hit }) => isHit(hit),
    ...walk,
  });
}
