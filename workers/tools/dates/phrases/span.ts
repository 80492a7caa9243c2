import type { DateTime, DateTimeUnit, DurationUnits } from "luxon";
import type { DateTendency } from "#workers/tools/dates/guessed-date.ts";
import type { Language } from "./language.ts";
import type { Slots } from "./phrase.ts";

/** The time that a phrase names. */
export interface Span {
  start: DateTime;
  /** The first moment after it; for a moment the same as `start`. */
  end: DateTime;
  /** What may be said more closely: only a day has hours. */
  unit: "moment" | "day" | "week" | "weekend" | "month" | "quarter" | "half" | "year";
  /** Of the beginning of a longer time, which is its first day: where that beginning ends. */
  around?: DateTime;
  /** It is the end of something: where an end is asked for, its own end is meant. */
  isEnd?: boolean;
}

/** Why a phrase that was understood is no date, as the end of a sentence that begins with the text. */
export interface Problem {
  problem: string;
}

export type Reading = Span | Problem | undefined;

export interface ReadingContext {
  now: DateTime;
  tendency: DateTendency;
  /** Which end of a range is asked for. */
  edge: "start" | "end";
  /** Of an end: whether the start is given, too. */
  hasStart: boolean;
  rules: Pick<Language, "whichWeekday" | "fiscalYearStart">;
  /** The first month of the tenant's fiscal year, where it is set. */
  fiscalYearStart: number | undefined;
}

export function isSpan(reading: Reading): reading is Span {
  return reading !== undefined && "start" in reading;
}

/** The calendar period around a moment. */
export function spanOf(moment: DateTime, unit: Exclude<Span["unit"], "moment" | "weekend" | "half">): Span {
  const start = moment.startOf(unit as DateTimeUnit);
  return { start, end: start.plus({ [`${unit}s`]: 1 }), unit };
}

/** Six months, or any other number of them, from the start of one. */
export function monthsFrom(start: DateTime, months: number, unit: "quarter" | "half" | "year"): Span {
  return { start, end: start.plus({ months }), unit };
}

const timeSlots: readonly (keyof Slots)[] = ["hour", "minute", "isBareHour", "part", "partHours", "lunch", "bound"];

/** Whether a phrase says nothing but these, and a time of day. */
export function saysOnly(slots: Slots, ...allowed: (keyof Slots)[]): boolean {
  const names = Object.keys(slots) as (keyof Slots)[];
  return names.every((name) => allowed.includes(name) || timeSlots.includes(name));
}

/** The hour and minute of a phrase: those that it says, or the beginning of the part of the day. */
export function timeOf({ hour, minute, part }: Slots): { hour: number; minute: number } | undefined {
  if (hour === undefined) return part === undefined ? undefined : { hour: part, minute: 0 };
  const isLater = part !== undefined && part >= 12 && hour < 12;
  const isMidnight = part === 0 && hour === 12;
  return { hour: isMidnight ? 0 : hour + (isLater ? 12 : 0), minute: minute ?? 0 };
}

export interface Repeated {
  /** The candidate in the current period, in the one before (-1) and after it (1), and so on. */
  at(shift: number): Span;
  slots: Slots;
}

function isForEnd({ bound }: Slots, { edge }: Pick<ReadingContext, "edge">): boolean {
  if (bound === "since" || bound === "after") return false;
  return edge === "end" || bound === "until" || bound === "by" || bound === "before";
}

/**
 * In a calendar and among tasks a time ends on the coming Friday or 5th, and so it does anywhere after "by". It begins
 * on the nearest, since an earlier start leaves out nothing.
 */
function looksAhead(slots: Slots, context: Pick<ReadingContext, "tendency" | "edge">): boolean {
  const { weekday, weekend, dayOfMonth, month, bound } = slots;
  if (!(context.tendency === "nearest" || bound === "by") || month !== undefined) return false;
  return isForEnd(slots, context) && [weekday, weekend, dayOfMonth].some((given) => given !== undefined);
}

/** "Before Christmas" is before the coming one in December, and before the last one in June. */
const soon = { days: 31 };

/**
 * A month, day or holiday of the year before which a search of the past ends, where it is near. December 20 and
 * December 27 are of one year.
 */
function comingEnd(candidates: readonly Span[], slots: Slots, context: ReadingContext): Span | undefined {
  const isOfYear = slots.month !== undefined || slots.feast !== undefined;
  const isAlone = slots.bound !== undefined || !context.hasStart;
  if (!isOfYear || !isAlone || !isForEnd(slots, context)) return undefined;
  return candidates.find(({ start }) => start > context.now && start < context.now.plus(soon));
}

/** Of dates that come again each week, month or year, the one that is meant. Undefined if there is none nearby. */
export function guessed({ at, slots }: Repeated, context: ReadingContext): Span | undefined {
  const { now } = context;
  const tendency = looksAhead(slots, context) ? "future" : context.tendency;
  const candidates = [-1, 0, 1].map(at);
  const startsAt = ({ start }: Span) => start.set(timeOf(slots) ?? {});
  if (tendency === "past") {
    return comingEnd(candidates, slots, context) ?? candidates.findLast((span) => startsAt(span) <= now);
  }
  if (tendency === "future") return candidates.find(({ end }) => end > now);
  const distance = (span: Span) => Math.abs(startsAt(span).toMillis() - now.toMillis());
  return candidates.toSorted((one, other) => distance(one) - distance(other))[0];
}

export const unitsOf = (unit: string, count: number): Partial<Record<DurationUnits & string, number>> =>
  unit === "half" ? { months: 6 * count } : { [`${unit}s`]: count };
