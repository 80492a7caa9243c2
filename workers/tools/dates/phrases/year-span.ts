import type { DateTime } from "luxon";
import { checkedWeekday, dayOfMonth } from "./day-span.ts";
import { dateOfFeast, type Feast } from "./feasts.ts";
import type { Slots } from "./phrase.ts";
import { guessed, isSpan, monthsFrom, type Reading, type ReadingContext, type Span, spanOf } from "./span.ts";

const missing: Reading = { problem: "is not a date that exists" };

/** A year, or the half, quarter, month or day of one. Without a year it is the one that is meant. */
export function yearSpan(slots: Slots, yearShift: number | undefined, context: ReadingContext): Reading {
  const { now } = context;
  const { year, month, quarter, half, dayOfMonth: day, weekday, feast } = slots;
  if (year !== undefined && yearShift !== undefined) return undefined;
  if ([month, quarter, half, feast].filter((given) => given !== undefined).length > 1) return undefined;
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
  const { month, quarter, half, dayOfMonth: day, feast } = slots;
  if (!start.isValid) return missing;
  if (feast !== undefined) return spanOf(dayOfFeast(feast, start), "day");
  if (half !== undefined) return half <= 2 ? monthsFrom(start.plus({ months: 6 * (half - 1) }), 6, "half") : missing;
  if (quarter !== undefined) return quarter <= 4 ? spanOf(start.set({ month: 3 * quarter - 2 }), "quarter") : missing;
  if (month === undefined) return spanOf(start, "year");
  if (month < 1 || month > 12) return missing;
  const first = start.set({ month });
  if (day === undefined) return spanOf(first, "month");
  const span = dayOfMonth(first, day);
  return isSpan(span) ? checkedWeekday(span, slots) : span;
}

function dayOfFeast(feast: Feast, yearStart: DateTime): DateTime {
  const { month, day } = dateOfFeast(feast, yearStart.year);
  return yearStart.set({ month }).plus({ days: day - 1 });
}

/** "Last October": the latest one before this month; "this October" is that of this year. */
function whichMonth(slots: Slots, { now }: ReadingContext): Reading {
  const { month, which, quarter, half, dayOfMonth: day, feast } = slots;
  if (quarter !== undefined || half !== undefined) return undefined;
  if (day !== undefined || feast !== undefined) return whichDay(slots, now);
  if (month === undefined) return undefined;
  const ofThisYear = now.startOf("year").set({ month });
  if (which === 0) return spanOf(ofThisYear, "month");
  if (which === -1) return spanOf(month < now.month ? ofThisYear : ofThisYear.minus({ years: 1 }), "month");
  if (which === 1) return spanOf(month > now.month ? ofThisYear : ofThisYear.plus({ years: 1 }), "month");
  return undefined;
}

/** "Last Christmas" is the latest one; the next one may be that of next year, if this year's is still to come. */
function whichDay(slots: Slots, now: DateTime): Reading {
  const inShifted = (years: number) => inYear(now.startOf("year").plus({ years }), slots);
  const ofThisYear = inShifted(0);
  if (slots.which === 0 || !isSpan(ofThisYear)) return ofThisYear;
  const isOver = ofThisYear.start < now.startOf("day");
  if (slots.which === -1) return isOver ? ofThisYear : inShifted(-1);
  if (slots.which !== 1) return undefined;
  return isOver ? inShifted(1) : { problem: "can mean this year's or that of next year (add the year)" };
}
