import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { type Countable, countedWith } from "#workers/tools/text/counted.ts";
import type { Walk } from "./walk-pages.ts";

/**
 * Explains an answer that ends before the list does and before it has `limit` hits. Undefined for any other answer.
 * `items` names what was searched, such as `messages`; `until` tells how far, as a clause of the sentence.
 */
export function shortAnswer(
  { hits, next, examined, stopped }: Walk<unknown, unknown>,
  { limit, items, until = "" }: { limit: number; items: Countable; until?: string },
): Incomplete | undefined {
  if (stopped) {
    const seconds = stopped.details.retryAfterSeconds ?? 10;
    return { reason: `Microsoft 365 stopped before the end; go on with nextCursor in ${seconds} seconds.` };
  }
  if (next === undefined || hits.length >= limit) return undefined;
  const searched = countedWith("were", examined, items);
  return { reason: `${searched} looked through for this answer${until}; go on with nextCursor.` };
}
