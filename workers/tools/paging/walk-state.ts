import { z } from "zod";

const count = z.number().int().nonnegative();

/** Where a search goes on, for its cursor. A place is what its pages are found by: a link, a rank, a moment. */
export function walkStateSchema<Place extends z.ZodType>(place: Place) {
  return z.strictObject({
    /** The page to read first; absent = the first page of the list. */
    place: place.optional(),
    /** Items of that page that were dealt with. */
    done: count,
    /** The latest hits that were dealt with, as `seenHits` writes them. */
    seen: z.string(),
    /** Hits that are still to be passed over, for `offset`. */
    toSkip: count,
    /** Hits that were given or passed over, or that Graph passed over: the offset of the next one. */
    handedOut: count,
    /** Items on the pages that were read to their end. */
    listed: count,
  });
}

export interface WalkState<Place> {
  place?: Place | undefined;
  done: number;
  seen: string;
  toSkip: number;
  handedOut: number;
  listed: number;
}

/** The beginning of a search whose first hits are to be passed over. */
export function walkStart({ offset = 0 }: { offset?: number | undefined } = {}): WalkState<never> {
  return { done: 0, seen: "", toSkip: offset, handedOut: offset, listed: 0 };
}
