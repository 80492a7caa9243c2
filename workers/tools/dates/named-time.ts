import { DateTime, type DateTimeUnit } from "luxon";

export const dayMs = 24 * 3_600_000;

export interface NamedTime {
  start: DateTime;
  /** The first moment after it; for a moment the same as `start`. */
  end: DateTime;
}

/** Why a text is no date, as the end of a sentence that begins with the text. */
export type Problem = string;

/** The first moment of the day, week, month or longer around a moment. Where clocks go back, midnight may be twice. */
export function firstMoment(around: DateTime, unit: DateTimeUnit = "day"): DateTime {
  const midnight = around.startOf(unit);
  return midnight.getPossibleOffsets().toSorted((one, other) => +one - +other)[0] ?? midnight;
}

/** Whether a time of the clock is none or two moments in its zone, because clocks change. `clock`: such as `02:30`. */
export function clockProblem(at: DateTime, clock: string): Problem | undefined {
  if (at.toFormat("HH:mm") !== clock) return `does not exist in ${at.zoneName}: clocks go forward`;
  if (at.getPossibleOffsets().length === 1) return undefined;
  return `is twice in ${at.zoneName}, where clocks go back: add the offset`;
}

export function canMean(one: DateTime, other: DateTime): Problem {
  const [earlier, later] = [one, other].map((each) => each.toISODate()).sort();
  return `can mean ${earlier} or ${later}`;
}

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

/**
 * Which of several weeks or years is meant by a date that names none: mail lies in the past, new meetings in the
 * future, events in either.
 */
export type DateTendency = "past" | "nearest" | "future";

/** What a date is asked for. */
export interface Asked {
  /** Time in the zone of the person. */
  now: DateTime;
  tendency: DateTendency;
  /** Which end of a range the date is. */
  edge: "start" | "end";
}

/** Span within which "before December" may be the coming one also in a search of the past. */
const soon = { days: 31 };
/** Farther away, neither the last October nor the coming one is clearly the nearest. */
const nearDays = 120;

/**
 * The time that is meant, of some that repeat: in a search of the past the latest that has begun, for a new meeting the
 * first that is not over, in a calendar the nearest, but as an end the coming weekday. A problem if two may be meant:
 * on a Tuesday, "Monday" is yesterday for some, and for others the coming one.
 */
export function guessedTime(
  times: readonly NamedTime[],
  repeats: "week" | "year",
  { now, tendency, edge }: Asked,
): NamedTime | Problem | undefined {
  if (tendency === "past") {
    const last = times.findLast(({ start }) => start <= now);
    const coming = times.find(({ start }) => start > now && start < now.plus(soon));
    return repeats === "year" && edge === "end" && last && coming ? canMean(last.start, coming.start) : last;
  }
  if (tendency === "future" || (edge === "end" && repeats === "week")) return times.find(({ end }) => end > now);
  const daysAway = ({ start }: NamedTime) => Math.abs(start.startOf("day").diff(now.startOf("day"), "days").days);
  const [nearest, second] = times.toSorted((one, other) => daysAway(one) - daysAway(other));
  if (nearest === undefined || second === undefined) return nearest;
  const isUnclear = repeats === "week" ? nearest.start < now.startOf("day") : daysAway(nearest) > nearDays;
  return isUnclear ? canMean(nearest.start, second.start) : nearest;
}
