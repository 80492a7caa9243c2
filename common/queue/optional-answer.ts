import { within } from "#common/within.ts";

/** A Redis that hangs must not cost a call more than this. */
const limitMs = 250;

/**
 * Redis' answer to a question that a call can do without; undefined when it fails or takes longer than 250 ms.
 * @param onLate gets an answer that comes later, to give back what it granted
 */
export async function optionalAnswer<T>(answer: Promise<T>, onLate?: (value: T) => void): Promise<T | undefined> {
  return await within(limitMs, answer, onLate).catch(() => undefined);
}
