import { z } from "zod";

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

export interface WalkState<Position> {
  position?: Position | undefined;
  done: number;
  seen: string;
  toSkip: number;
  returned: number;
  listed: number;
}

/** The state at the beginning of a search that skips its first `offset` hits. */
export function walkStart({ offset = 0 }: { offset?: number | undefined } = {}): WalkState<never> {
  return { done: 0, seen: "", toSkip: offset, returned: offset, listed: 0 };
}
