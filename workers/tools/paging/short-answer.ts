import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import type { Walk } from "./walk-pages.ts";

/**
 * Why an answer has fewer hits than were asked for although more may be left, and when to go on. `items` is what was
 * looked through, e.g. `messages`; `until` says how far, as the end of the sentence.
 */
export function shortAnswer(
  { hits, next, looked, stopped }: Walk<unknown, unknown>,
  { limit, items, until = "" }: { limit: number; items: string; until?: string },
): Incomplete | undefined {
  if (stopped) {
    const seconds = stopped.details.retryAfterSeconds ?? 10;
    return { reason: `Microsoft 365 stopped before the end; go on with nextCursor in ${seconds} seconds.` };
  }
  if (next === undefined || hits.length >= limit) return undefined;
  return { reason: `${looked} ${items} were looked through for this answer${until}; go on with nextCursor.` };
}
