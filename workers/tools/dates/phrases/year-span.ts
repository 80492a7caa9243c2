import type { DateTime } from "luxon";
import { checkedWeekday, dayOfMonth } from "./day-span.ts";
import type { Slots } from "./phrase.ts";
import { guessed, isSpan, monthsFrom, type Reading, type ReadingContext, type Span, spanOf } from "./span.ts";

const missing: Reading = { problem: "is not a date that exists" };

/** A year, or the half, quarter, month or day of one. Without a year it is the one that is meant. */
export function yearSpan(slots: Slots, yearShift: number | undefined, context: ReadingContext): Reading {
  const { now } = context;
  const { year, month, quarter, half, dayOfMonth: day, weekday } = slots;
  if (year !== undefined && yearShift !== undefined) return undefined;
  if ([month, quarter, half].filter((given) => given !== undefined).length > 1) return undefined;
  if ((day !== undefined && month === undefined) || (weekday !== undefined && day === undefined)) return undefined;
  const given = yearShift === undefined ? year : now.year + yearShift;
  if (given !== undefined) return inYear(now.startOf("year").set({ year: given }), slots);
  if (slots.which !== undefined) return whichMonth(slots, context);
  const { weekday: _checkedLater, ...others } = slots;
  const at = (shift: number) => inYear(now.startOf("year").plus({ years: shift }), others);
  const unusual = [-1, 0, 1].map(at).find((span) => !isSpan(span));
  if (unusual !== undefined) return unusual;
  const span = guessed({ at: (shift) => at(shift) as Span, slots }, context);
  return span && checkedWeekday(span, slots);
}

/** What a phrase names of a year that begins here. */
function inYear(start: DateTime, slots: Slots): Reading {
  const { month, quarter, half, dayOfMonth: day } = slots;
  if (!start.isValid) return missing;
  if (half !== undefined) return half <= 2 ? monthsFrom(start.plus({ months: 6 * (half - 1) }), 6, "half") : missing;
  if (quarter !== undefined) return quarter <= 4 ? spanOf(start.set({ month: 3 * quarter - 2 }), "quarter") : missing;
  if (month === undefined) return spanOf(start, "year");
  if (month < 1 || month > 12) return missing;
  const first = start.set({ month });
  if (day === undefined) return spanOf(first, "month");
  const span = dayOfMonth(first, day);
  return isSpan(span) ? checkedWeekday(span, slots) : span;
}

/** "Last October": the latest one before this month; "this October" is that of this year. */
function whichMonth(slots: Slots, { now }: ReadingContext): Reading {
  const { month, which, quarter, half, dayOfMonth: day } = slots;
  if (month === undefined || quarter !== undefined || half !== undefined) return undefined;
  const ofThisYear = now.startOf("year").set({ month });
  if (day !== undefined) {
    // "Next Christmas" may be this one.
    if (which !== 0 && which !== -1) return undefined;
    const isOver = which === 0 || ofThisYear.set({ day }) < now.startOf("day");
    return inYear(now.startOf("year").minus({ years: isOver ? 0 : 1 }), slots);
  }
  if (which === 0) return spanOf(ofThisYear, "month");
  if (which === -1) return spanOf(month < now.month ? ofThisYear : ofThisYear.minus({ years: 1 }), "month");
  if (which === 1) return spanOf(month > now.month ? ofThisYear : ofThisYear.plus({ years: 1 }), "month");
  return undefined;
}
