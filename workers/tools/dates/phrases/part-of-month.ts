import type { Slots } from "./phrase.ts";
import { isSpan, type Reading, type ReadingContext, type Span, spanOf, unitsOf } from "./span.ts";

type Read = (slots: Slots, context: ReadingContext) => Reading;

const daysOfWeek = 7;
const daysOfHalf = 15;

/**
 * Part of a month: a half, its first days or weeks (also of longer times), or one of its Mondays. `read` gives the
 * month. Undefined for a phrase that names none, and with a reading that is undefined for one that makes no sense.
 */
export function partOfMonth(slots: Slots, context: ReadingContext, read: Read): { reading: Reading } | undefined {
  const { first, nth, half, ...others } = slots;
  const isHalf = half !== undefined && isOfMonth(slots);
  const parts = [first, nth, isHalf ? half : undefined].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  if (parts.length > 1) return { reading: undefined };
  if (isHalf) return { reading: halfOf(half, read(others, context)) };
  const isCurrent = others.unit !== undefined && others.which === undefined && others.period === undefined;
  const whole: Slots = { ...others, ...(half !== undefined && { half }), ...(isCurrent && { which: 0 }) };
  if (first !== undefined) return { reading: firstOf(first, read(whole, context)) };
  return { reading: nthOf({ ...whole, ...(nth !== undefined && { nth }) }, context, read) };
}

function isOfMonth({ month, unit, period }: Slots): boolean {
  return month !== undefined || unit === "month" || period?.unit === "month";
}

/** The first half of October ends with the 15th. */
function halfOf(half: number, month: Reading): Reading {
  if (!isSpan(month) || month.unit !== "month") return undefined;
  const middle = month.start.plus({ days: daysOfHalf });
  return half === 1 ? { ...month, end: middle, unit: "week" } : { ...month, start: middle, unit: "week" };
}

/** The first week of October, and its first ten days, begin with it. */
function firstOf({ unit, count }: NonNullable<Slots["first"]>, whole: Reading): Reading {
  if (!isSpan(whole) || !hasMonths(whole)) return undefined;
  const end = whole.start.plus(unitsOf(unit, count));
  return end < whole.end ? { start: whole.start, end, unit: "week" } : undefined;
}

function hasMonths({ unit }: Span): boolean {
  return unit === "month" || unit === "quarter" || unit === "half" || unit === "year";
}

/** The second Friday of October, or its last one. */
function nthOf({ nth = 0, weekday, ...others }: Slots, context: ReadingContext, read: Read): Reading {
  const month = read(others, context);
  if (weekday === undefined || !isSpan(month) || month.unit !== "month") return undefined;
  if (nth > 0) {
    const after = (weekday - month.start.weekday + daysOfWeek) % daysOfWeek;
    return spanOf(month.start.plus({ weeks: nth - 1, days: after }), "day");
  }
  const isGoingOn = month.start <= context.now && context.now < month.end;
  // On the 24th, the last Friday of November may be that of last week.
  if (isGoingOn && others.month !== undefined) return { problem: "can mean two days" };
  const last = month.end.minus({ days: 1 });
  return spanOf(last.minus({ days: (last.weekday - weekday + daysOfWeek) % daysOfWeek }), "day");
}
