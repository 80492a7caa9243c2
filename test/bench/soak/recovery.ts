import type { Slice } from "./call-record.ts";

/** One good second may be luck. */
const inARow = 3;

/**
 * How many seconds it took until all was as usual again: the begin of the first three slices in a row in which every
 * call was served and p95 was at most `usualMs`. Infinite when that did not come.
 */
export function secondsUntilNormal(slices: readonly Slice[], usualMs: number): number {
  const isNormal = ({ notServed, p95Ms }: Slice) => notServed === 0 && p95Ms <= usualMs;
  const first = slices.findIndex((_slice, index) => {
    const next = slices.slice(index, index + inARow);
    return next.length === inARow && next.every(isNormal);
  });
  return slices[first]?.atSeconds ?? Number.POSITIVE_INFINITY;
}
