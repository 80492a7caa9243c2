import { within } from "#common/within.ts";

/** A Redis that hangs must not cost a call more than this. */
const longestMs = 250;

/**
 * Redis' answer to a question that a call can do without; undefined when it fails or takes longer than `limitMs`.
 * @param onLate gets an answer that comes later, to give back what it granted
 */
export async function optionalAnswer<T>(
  answer: Promise<T>,
  onLate?: (value: T) => void,
  limitMs = longestMs,
): Promise<T | undefined> {
  return await within(limitMs, answer, onLate).catch(() => undefined);
}
