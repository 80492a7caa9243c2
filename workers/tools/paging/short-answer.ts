import type { Incomplete } from "#common/tools/schemas/results.ts";
import { type Countable, countedWith } from "#workers/text/short-text.ts";
import type { Walk } from "./walk-pages.ts";

/** Something that an answer leaves out, in words alone or with the permissions that would give it. */
export type ToldGap = Incomplete | string;
/** The same, or nothing. */
export type Gap = ToldGap | false | undefined;

/** One value for several things that are left out; undefined when there are none. */
export function joinIncomplete(gaps: readonly Gap[]): Incomplete | undefined {
  const present = gaps.flatMap((gap): Incomplete[] => (typeof gap === "string" ? [{ reason: gap }] : gap ? [gap] : []));
  if (present.length === 0) return undefined;
  const missingScopes = [...new Set(present.flatMap((part) => part.missingScopes ?? []))];
  const reason = present.map((part) => part.reason).join(" ");
  return missingScopes.length > 0 ? { reason, missingScopes } : { reason };
}

/** Explains an answer that has a part of a list. `order` tells how the list is sorted, such as `newest first`. */
export function listedHere(count: number, { things, order }: { things: Countable; order?: string }): string {
  const sorted = order === undefined ? "" : `, ${order}`;
  return `${countedWith("are", count, things)} listed here${sorted}; go on with nextCursor.`;
}

/** The part of a list that `limit` and `offset` name, and how to go on. */
export function partOfList<Item>(
  all: readonly Item[],
  { limit, offset = 0 }: { limit: number; offset?: number | undefined },
) {
  const end = offset + limit;
  const moreResults = end < all.length;
  return {
    part: all.slice(offset, end),
    rest: { moreResults, ...(moreResults && { nextOffset: end }), totalResultCount: all.length },
  };
}

/**
 * Explains an answer that ends before the list does and before it has `limit` hits. Undefined for any other answer.
 * `items` names what was searched, such as `messages`; `until` tells how far, as a clause of the sentence.
 */
export function shortAnswer(
  { hits, next, examined, stopped }: Walk<unknown, unknown>,
  { limit, items, until = "" }: { limit: number; items: Countable; until?: string },
): string | undefined {
  if (stopped) {
    const seconds = stopped.details.retryAfterSeconds ?? 10;
    return `Microsoft 365 stopped before the end; go on with nextCursor in ${seconds} seconds.`;
  }
  if (next === undefined || hits.length >= limit) return undefined;
  return `${countedWith("were", examined, items)} looked through for this answer${until}; go on with nextCursor.`;
}
