import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { type Countable, countedWith } from "#workers/tools/text/counted.ts";

/** Explains an answer that has a part of a list. `order` tells how the list is sorted, such as `newest first`. */
export function listedHere(count: number, { things, order }: { things: Countable; order?: string }): Incomplete {
  const sorted = order === undefined ? "" : `, ${order}`;
  return { reason: `${countedWith("are", count, things)} listed here${sorted}; go on with nextCursor.` };
}
