import type { DateTime } from "luxon";
import type { Slots } from "./phrase.ts";
import { isSpan, type Reading, type ReadingContext, type Span, spanOf, unitsOf } from "./span.ts";
import { plusWorkdays } from "./workdays.ts";

type Read = (slots: Slots, context: ReadingContext) => Reading;

const daysOfWeek = 7;
const daysOfHalf = { week: 3, month: 15 };
const monthsOfHalf = { half: 3, year: 6 };

/**
 * Part of a month or another time: a half, some of its days or weeks, or one of its Mondays. `read` gives the time.
 * Undefined for a phrase that names none, and with a reading that is undefined for one that makes no sense.
 */
export function partOfMonth(slots: Slots, context: ReadingContext, read: Read): { reading: Reading } | undefined {
  const { some, nth, half: index, halfOf: halfOfAny, isHalfOfMonth = false, ...others } = slots;
  const half = halfOfAny ?? (isOfWeekOrMonth(slots) ? index : undefined);
  const parts = [some, nth, half].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  if (parts.length > 1 || (half !== undefined && halfOfAny !== undefined && index !== undefined)) {
    return { reading: undefined };
  }
  const isCurrent = others.unit !== undefined && others.which === undefined && others.period === undefined;
  const isOfHalf = index !== undefined && half === undefined;
  // "La primera quincena" is that of this month.
  const isOfThisMonth = isHalfOfMonth && Object.keys(others).every((slot) => slot === "bound" || slot === "direction");
  if (isOfThisMonth) Object.assign(others, { unit: "month", which: 0 });
  const whole: Slots = { ...others, ...(isOfHalf && { half: index }), ...(isCurrent && { which: 0 }) };
  if (half !== undefined) return { reading: halfOf({ half, isHalfOfMonth }, read(whole, context)) };
  if (some !== undefined) return { reading: someOf(some, read(whole, context)) };
  return { reading: nthOf({ ...whole, ...(nth !== undefined && { nth }) }, context, read) };
}

function isOfWeekOrMonth({ month, unit, period }: Slots): boolean {
  const units = [unit, period?.unit];
  return month !== undefined || units.includes("month") || units.includes("week");
}

/** The first half of October ends with the 15th, that of a week with Wednesday. */
function halfOf({ half, isHalfOfMonth }: { half: number; isHalfOfMonth: boolean }, whole: Reading): Reading {
  if (!isSpan(whole) || half > 2) return undefined;
  const { start, unit } = whole;
  if (isHalfOfMonth && unit !== "month") return undefined;
  let middle: DateTime;
  if (unit === "week" || unit === "month") middle = start.plus({ days: daysOfHalf[unit] });
  else if (unit === "half" || unit === "year") middle = start.plus({ months: monthsOfHalf[unit] });
  else return undefined;
  return half === 1 ? { ...whole, end: middle, unit: "week" } : { ...whole, start: middle, unit: "week" };
}

/** The first ten days of October, its second week (from the 8th to the 14th), its last seven days. */
function someOf({ place, unit, count }: NonNullable<Slots["some"]>, whole: Reading): Reading {
  if (!isSpan(whole) || !hasMonths(whole) || place === 0) return undefined;
  if (unit === "week" && place > 1 && whole.unit === "year") return weekOfYear(whole, place);
  const isDay = count === 1 && (unit === "day" || unit === "workday");
  const [start, end] = unit === "workday" ? workdaysOf(whole, place, count) : unitsIn(whole, { place, unit, count });
  if (start < whole.start || start >= whole.end || end > whole.end) return undefined;
  if (+start === +whole.start && +end === +whole.end) return undefined;
  return { start, end, unit: isDay ? "day" : "week" };
}

/** "The 42nd week of 2025" is that of ISO 8601. */
function weekOfYear({ start }: Span, place: number): Reading {
  return start.month === 1 && place <= 52
    ? spanOf(start.set({ month: 6 }).set({ weekNumber: place }), "week")
    : undefined;
}

function workdaysOf({ start, end }: Span, place: number, count: number): readonly [DateTime, DateTime] {
  if (place < 0) {
    const last = plusWorkdays(end, -1);
    return [plusWorkdays(end, -count), last.plus({ days: 1 })];
  }
  const before = start.minus({ days: 1 });
  return [plusWorkdays(before, place), plusWorkdays(before, place + count - 1).plus({ days: 1 })];
}

function unitsIn(whole: Span, { place, unit, count }: NonNullable<Slots["some"]>): readonly [DateTime, DateTime] {
  const { start, end } = whole;
  if (place < 0) return [end.minus(unitsOf(unit, count)), end];
  const from = start.plus(unitsOf(unit, place - 1));
  const to = from.plus(unitsOf(unit, count));
  // The fifth week of a month is what is left of it.
  return [from, place > 1 && to > end ? end : to];
}

function hasMonths({ unit }: Span): boolean {
  return unit === "month" || unit === "quarter" || unit === "half" || unit === "year";
}

/** The second Friday of October, or its last one; a weekend by its Saturday. */
function nthOf({ nth = 0, weekday, weekend, ...others }: Slots, context: ReadingContext, read: Read): Reading {
  const month = read(others, context);
  const day = weekend ? 6 : weekday;
  if (day === undefined || !isSpan(month) || month.unit !== "month") return undefined;
  const found = (start: DateTime): Span =>
    weekend ? { start, end: start.plus({ days: 2 }), unit: "weekend" } : spanOf(start, "day");
  if (nth > 0) {
    const after = (day - month.start.weekday + daysOfWeek) % daysOfWeek;
    return found(month.start.plus({ weeks: nth - 1, days: after }));
  }
  const isGoingOn = month.start <= context.now && context.now < month.end;
  // On the 24th, the last Friday of November may be that of last week.
  if (isGoingOn && others.month !== undefined) return { problem: "can mean two days" };
  const last = month.end.minus({ days: 1 });
  return found(last.minus({ days: (last.weekday - day + daysOfWeek) % daysOfWeek }));
}
