import { ToolError } from "#common/errors.ts";
import type { ListPage } from "./list-page.ts";
import { maxSeenHits, type SeenHits, seenHits } from "./seen-hits.ts";
import type { WalkState } from "./walk-state.ts";

export interface WalkOptions<Item, Place> {
  /** The pages of the list, starting at a place or at its beginning. Each page is requested when it is needed. */
  pages(place: Place | undefined): AsyncIterable<ListPage<Item, Place>>;
  /** An id that does not change when the item moves. Items without one are recognised by their position on the page. */
  idOf(item: Item): string | null | undefined;
  /** Whether an item is a hit. `stop` ends the answer before this item. */
  isHit(item: Item): boolean | "stop" | Promise<boolean | "stop">;
  from: WalkState<Place>;
  /** The largest number of hits in an answer. */
  limit: number;
  /** The largest number of pages for an answer. */
  maxPages: number;
  /**
   * How far to look for another hit once the answer has `limit` hits, to know whether any are left: not at all, to the
   * end of the page, or to the end of the list.
   */
  lookAhead: "none" | "page" | "list";
  /** Called after each page. */
  onPage?(progress: { pages: number; listed: number; hits: number }): void;
}

export interface Walk<Item, Place> {
  hits: Item[];
  /** The state to continue with. Undefined when nothing is left. */
  next: WalkState<Place> | undefined;
  /** The number of items that were examined for this answer. */
  looked: number;
  /** As in `WalkState`, after this answer. Also set when nothing is left. */
  handedOut: number;
  listed: number;
  /** The throttling or outage that ended the walk early. */
  stopped?: ToolError;
}

const pauses: ReadonlySet<string> = new Set(["rate_limited", "unavailable"]);

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
export async function walkPages<Item, Place>(options: WalkOptions<Item, Place>): Promise<Walk<Item, Place>> {
  const { from, limit, maxPages, lookAhead, onPage } = options;
  const answer: AnswerSoFar<Item> = {
    hits: [],
    seen: seenHits(from.seen),
    toSkip: from.toSkip,
    handedOut: from.handedOut,
    looked: 0,
  };
  let at: Position<Item, Place> = { place: from.place, page: undefined, index: 0, listed: from.listed };
  let pages = 0;
  try {
    for await (const page of options.pages(from.place)) {
      at.page = page;
      const known = pages === 0 ? from.done : 0;
      const isAtEnd = await takeItems(page.items, { known, at, answer, options });
      if (!isAtEnd) return walkOf(answer, at, true);
      pages += 1;
      at = { place: page.next, page: undefined, index: 0, listed: at.listed + page.items.length };
      onPage?.({ pages, listed: at.listed, hits: answer.hits.length });
      const isEnough = answer.hits.length === limit && lookAhead !== "list";
      if (page.next === undefined || isEnough || pages === maxPages) break;
    }
    return walkOf(answer, at, pages > 0 && at.place !== undefined);
  } catch (error) {
    const isLater = pages > 0 || answer.looked > 0;
    if (!isLater || !(error instanceof ToolError) || !pauses.has(error.code)) throw error;
    return { ...walkOf(answer, at, true), stopped: error };
  }
}

interface AnswerSoFar<Item> {
  hits: Item[];
  seen: SeenHits;
  toSkip: number;
  handedOut: number;
  looked: number;
}

interface Position<Item, Place> {
  place: Place | undefined;
  /** The page at that place, while its items are processed. */
  page: ListPage<Item, Place> | undefined;
  /** The index of the item that is processed. */
  index: number;
  listed: number;
}

interface Taking<Item, Place> {
  /** The number of items on this page that an earlier answer processed. */
  known: number;
  at: Position<Item, Place>;
  answer: AnswerSoFar<Item>;
  options: WalkOptions<Item, Place>;
}

/** Processes the items of a page. False if the answer ends before the last one; `at` is then the next item. */
async function takeItems<Item, Place>(items: readonly Item[], taking: Taking<Item, Place>): Promise<boolean> {
  const { known, at, answer, options } = taking;
  const { limit, lookAhead } = options;
  const first = firstUnknown(items, taking);
  for (const [index, item] of items.entries()) {
    at.index = index;
    const id = options.idOf(item);
    if (index < first || (id == null ? index < known : answer.seen.has(id))) continue;
    const isFull = answer.hits.length === limit;
    if (isFull && lookAhead === "none") return false;
    const isHit = await options.isHit(item);
    if (isHit === "stop" || (isHit && isFull)) return false;
    if (isHit) takeHit(item, id, answer);
    if (isHit || index >= known) answer.looked += 1;
  }
  return true;
}

function takeHit<Item>(item: Item, id: string | null | undefined, answer: AnswerSoFar<Item>): void {
  if (id != null) answer.seen.add(id);
  if (answer.toSkip > 0) {
    answer.toSkip -= 1;
    return;
  }
  answer.hits.push(item);
  answer.handedOut += 1;
}

/** The first item to process: the first of the page, unless more items were processed than hits are remembered. */
function firstUnknown<Item, Place>(items: readonly Item[], { known, answer, options }: Taking<Item, Place>): number {
  if (known <= maxSeenHits) return 0;
  const first = items.findIndex((item) => answer.seen.has(options.idOf(item) ?? ""));
  return first === -1 ? known : first;
}

function walkOf<Item, Place>(
  { hits, seen, toSkip, handedOut, looked }: AnswerSoFar<Item>,
  { place, page, index, listed }: Position<Item, Place>,
  hasNext: boolean,
): Walk<Item, Place> {
  const within = page?.placeOf?.(index);
  const position = within === undefined ? { place, done: index } : { place: within, done: 0 };
  const next = hasNext ? { ...position, seen: seen.toText(), toSkip, handedOut, listed } : undefined;
  return { hits, next, looked, handedOut, listed };
}
