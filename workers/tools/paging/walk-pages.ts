import { ToolError } from "#common/errors.ts";
import type { ListPage } from "./list-page.ts";
import { maxSeenHits, type SeenHits, seenHits } from "./seen-hits.ts";
import type { WalkState } from "./walk-state.ts";

export interface WalkOptions<Item, Place> {
  /** The pages of the list from a place on, each read when it is asked for; undefined = from its beginning. */
  pages(place: Place | undefined): AsyncIterable<ListPage<Item, Place>>;
  /** What stays the same wherever an item moves. An item without it is known by its place on a page only. */
  idOf(item: Item): string | null | undefined;
  /** Whether an item is a hit; `stop` = no more may be looked at for this answer. */
  isHit(item: Item): boolean | "stop" | Promise<boolean | "stop">;
  from: WalkState<Place>;
  /** Hits for one answer. */
  limit: number;
  /** Pages for one answer. */
  maxPages: number;
  /**
   * How far to look for one more hit when there are enough: not at all, to the end of the page, or to the end of the
   * list. Without another hit there, `next` is undefined at the end of the list, and points to the next page elsewhere.
   */
  lookAhead: "none" | "page" | "list";
  /** Called after each page. */
  onPage?(progress: { pages: number; listed: number; hits: number }): void;
}

export interface Walk<Item, Place> {
  hits: Item[];
  /** Where to go on; undefined = nothing is left. */
  next: WalkState<Place> | undefined;
  /** Items that were compared for this answer. */
  looked: number;
  /** As in `WalkState`, after this answer. */
  handedOut: number;
  listed: number;
  /** Microsoft's limit or outage that ended the walk early. */
  stopped?: ToolError;
}

const pauses: ReadonlySet<string> = new Set(["rate_limited", "unavailable"]);

/**
 * Walks a list page by page from where an earlier answer ended, until there are enough hits.
 *
 * A page that was read in part is read again; the hits that are remembered are left out and every other item is looked
 * at. So no hit is given twice while it is among the latest `maxSeenHits`, however the list moves. Where Graph's links
 * count places (`$skip`), what is added before a page pushes items on to later pages, where they are found. What is
 * removed pulls items back: they are found unless more were removed than were dealt with on the page that is read again.
 *
 * A limit or an outage of Microsoft's after the beginning ends the walk with what was found; every other error rejects.
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
  /** The page at that place, while its items are dealt with. */
  page: ListPage<Item, Place> | undefined;
  /** The item that is dealt with. */
  index: number;
  listed: number;
}

interface Taking<Item, Place> {
  /** Items that an earlier answer dealt with where this page begins. */
  known: number;
  at: Position<Item, Place>;
  answer: AnswerSoFar<Item>;
  options: WalkOptions<Item, Place>;
}

/** Whether all items of a page were dealt with; otherwise `at` is the one to go on with. */
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

/** Where to begin on a page: at its first item, unless more of it were dealt with than is remembered. */
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
