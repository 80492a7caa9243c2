import { DateTime } from "luxon";
import { clockProblem, firstMoment, type NamedTime, type Problem } from "./named-time.ts";

const isoDate = /^\d{4}(?:-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?)?)?$/i;
const isoWithOffset =
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)? ?(?:Z|[+-](?:0\d|1[0-4]):?[0-5]\d)$/i;

/** What a date without a time stands for, by its length. */
const lengths: Readonly<Record<number, object>> = { 4: { years: 1 }, 7: { months: 1 }, 10: { days: 1 } };
const missing = "is not a date that exists";

/** Whether a text is an ISO 8601 time with its offset, which needs no time zone. */
export function hasOffset(text: string): boolean {
  return isoWithOffset.test(text);
}

/** A date, minute or second in ISO 8601; without an offset it is in the time zone. Undefined for another text. */
export function readIsoDate(text: string, zone: string): NamedTime | Problem | undefined {
  if (hasOffset(text)) {
    const at = DateTime.fromISO(text.replace(/ (?=\d)/, "T").replace(" ", ""), { setZone: true });
    return at.isValid ? { start: at, end: at } : missing;
  }
  if (!isoDate.test(text)) return undefined;
  const at = DateTime.fromISO(text.replace(" ", "T"), { zone });
  if (!at.isValid) return missing;
  const length = lengths[text.length];
  if (length !== undefined) return { start: firstMoment(at), end: firstMoment(at.plus(length)) };
  // 24:00 is the next midnight.
  return clockProblem(at, text.slice(11, 16).replace(/^24/, "00")) ?? { start: at, end: at };
}
