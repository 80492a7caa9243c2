import type { DateTime } from "luxon";
import { checkedWeekday, dayOfMonth } from "./day-span.ts";
import { dateOfFeast, type Feast } from "./feasts.ts";
import { ofOtherCountries } from "./notes.ts";
import { isAmerican } from "./order-of-dates.ts";
import type { Slots } from "./phrase.ts";
import { seasonIn } from "./seasons.ts";
import { guessed, isSpan, monthsFrom, type Reading, type ReadingContext, type Span, spanOf } from "./span.ts";

const missing: Reading = { problem: "is not a date that exists" };

/** A year, or the half, quarter, month or day of one. Without a year it is the one that is meant. */
export function yearSpan(slots: Slots, yearShift: number | undefined, context: ReadingContext): Reading {
  const { now } = context;
  const { year, month, quarter, half, dayOfMonth: day, weekday, feast, season } = slots;
  if (year !== undefined && yearShift !== undefined) return undefined;
  if ([month, quarter, half, feast, season].filter((given) => given !== undefined).length > 1) return undefined;
  if ((day !== undefined && month === undefined) || (weekday !== undefined && day === undefined)) return undefined;
  const given = yearShift === undefined ? year : now.year + yearShift;
  if (given !== undefined) return ofNamedYear(inYear(now.startOf("year").set({ year: given }), slots), slots);
  if (slots.which !== undefined) return season === undefined ? whichMonth(slots, context) : whichSeason(slots, context);
  const { weekday: _checkedLater, ...others } = slots;
  const at = (shift: number) => inYear(now.startOf("year").plus({ years: shift }), others);
  const unusual = [-1, 0, 1].map(at).find((span) => !isSpan(span));
  if (unusual !== undefined) return unusual;
  const span = guessed({ at: (shift) => at(shift) as Span, slots }, context);
  return span && checkedWeekday(span, slots);
}

/** What a phrase names of a year that begins here. */
function inYear(start: DateTime, slots: Slots): Reading {
  const { month, quarter, half, dayOfMonth: day, feast, season } = slots;
  if (!start.isValid) return missing;
  if (feast?.is === "floating" && feast.isAmerican && !isAmerican(start.zoneName ?? "")) {
    return { problem: ofOtherCountries };
  }
  if (feast !== undefined) return daysOfFeast(feast, start);
  if (season !== undefined) return { ...seasonIn(start, season), unit: "quarter" };
  if (half !== undefined) return half <= 2 ? monthsFrom(start.plus({ months: 6 * (half - 1) }), 6, "half") : missing;
  if (quarter !== undefined) return quarter <= 4 ? spanOf(start.set({ month: 3 * quarter - 2 }), "quarter") : missing;
  if (month === undefined) return spanOf(start, "year");
  if (month < 1 || month > 12) return missing;
  const first = start.set({ month });
  if (day === undefined) return spanOf(first, "month");
  const span = dayOfMonth(first, day);
  return isSpan(span) ? checkedWeekday(span, slots) : span;
}

function daysOfFeast(feast: Feast, yearStart: DateTime): Span {
  const { month, day } = dateOfFeast(feast, yearStart.year);
  const first = yearStart.set({ month }).plus({ days: day - 1 });
  return feast.days === undefined
    ? spanOf(first, "day")
    : { start: first, end: first.plus({ days: feast.days }), unit: "weekend" };
}

/** "Winter 2025" may be the one that ends then. */
function ofNamedYear(span: Reading, { season }: Slots): Reading {
  const isOfTwoYears = season !== undefined && isSpan(span) && span.end.year > span.start.year;
  return isOfTwoYears ? { problem: "can mean two times (name the months)" } : span;
}

/** "Last summer" is the latest one that is over; "this summer" that of this year, or the latest of two years. */
function whichSeason(slots: Slots, context: ReadingContext): Reading {
  const { now } = context;
  const at = (years: number) => inYear(now.startOf("year").plus({ years }), slots);
  const spans = [-2, -1, 0, 1, 2].map(at).filter(isSpan);
  if (slots.which === -1) return spans.findLast(({ end }) => end <= now);
  if (slots.which === 0) return spans.find(({ start, end }) => start.year === now.year && end > start);
  if (slots.which !== 1) return undefined;
  const next = spans.find(({ start }) => start > now);
  return next?.start.year === now.year ? { problem: "can mean this year's or that of next year (add the year)" } : next;
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
