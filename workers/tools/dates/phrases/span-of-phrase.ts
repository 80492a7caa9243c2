import type { DateTime } from "luxon";
import { calendarSpan } from "./calendar-span.ts";
import { timesAgo } from "./day-span.ts";
import { isInEra, yearOfEra } from "./eras.ts";
import { offsetSpan } from "./offset-span.ts";
import type { Phrase, Slots } from "./phrase.ts";
import { sameSpan } from "./same-span.ts";
import { isSpan, type Reading, type ReadingContext, saysOnly } from "./span.ts";

/** The time that a phrase names. The years of an era are counted from its first one. */
export function spanOfPhrase(phrase: Phrase, context: ReadingContext): Reading {
  const { era, ...slots } = phrase.slots;
  if (era === undefined) return spanInYear({ ...phrase, slots: withFullYear(slots, context) }, context);
  if (slots.year === undefined) return undefined;
  const span = spanInYear({ ...phrase, slots: { ...slots, year: yearOfEra(era, slots.year) } }, context);
  return isSpan(span) && !isInEra(era, span) ? { problem: "is not a date that exists" } : span;
}

/** 25年10月 is of 2025; 30年10月 may be of an era, and 25年 be a number of years. */
function withFullYear(slots: Slots, { now }: ReadingContext): Slots {
  const { year, month, fiscal } = slots;
  const isShort = year !== undefined && year >= 20 && year <= (now.year % 100) + 1;
  return isShort && (month !== undefined || fiscal) ? { ...slots, year: 2_000 + year } : slots;
}

function spanInYear(phrase: Phrase, context: ReadingContext): Reading {
  const { slots, counts } = phrase;
  const same = sameSpan(phrase, context);
  if (same) return same.reading;
  if (slots.times !== undefined) return timesAgo(slots, context);
  if (slots.midnight) return midnightOf(slots, context);
  if (counts.length > 0) return offsetSpan(phrase, context);
  if (slots.now) return saysOnly(slots, "now") ? momentOf(context.now) : undefined;
  if (slots.unit === "workday") return nextWorkday(phrase, context);
  // Hours are not those of the clock, and a last day is yesterday.
  const isShort = slots.unit === "hour" || slots.unit === "minute" || slots.unit === "day";
  // "In the last month" ends now, "in the last quarter" with the quarter.
  const isOfCalendar = slots.unit === "quarter" || slots.unit === "half" || slots.weekend !== undefined;
  if (slots.direction === "within" && slots.which !== undefined && isOfCalendar) {
    const { direction: _direction, ...others } = slots;
    return calendarSpan(others, context);
  }
  const isNear = slots.direction === "within" || (isShort && slots.which === -1);
  const near = slots.near ?? (isNear ? slots.which : undefined);
  if (near !== undefined && slots.unit !== undefined) return nearUnit(phrase, near, context);
  return calendarSpan(slots, context);
}

/** "Since midnight" is since that of today, in the past. */
function midnightOf(slots: Slots, { now, tendency }: ReadingContext): Reading {
  if (!saysOnly(slots, "midnight") || slots.hour !== undefined || slots.part !== undefined || tendency === "nearest") {
    return { problem: "can mean two days (before or after midnight)" };
  }
  return momentOf(now.startOf("day").plus({ days: tendency === "future" ? 1 : 0 }));
}

const momentOf = (now: DateTime): Reading => ({ start: now, end: now, unit: "moment" });

/** The last working day, and the next one. */
function nextWorkday({ slots, ...phrase }: Phrase, context: ReadingContext): Reading {
  const { unit: _unit, near, which, ...others } = slots;
  const shift = which ?? near;
  if (shift === undefined || shift === 0 || others.direction !== undefined) return undefined;
  const direction = shift < 0 ? "ago" : "ahead";
  const counts = [{ count: Math.abs(shift), unit: "workday" as const }];
  return offsetSpan({ ...phrase, slots: { ...others, direction }, counts }, context);
}

/** "The past week" is that of the last seven days, the coming week the next one of the calendar. */
function nearUnit({ slots, ...phrase }: Phrase, near: number, context: ReadingContext): Reading {
  const { unit, near: _near, which: _which, direction: _direction, ...others } = slots;
  if (unit === undefined || unit === "fiscal") return undefined;
  if (near === -1) return offsetSpan({ ...phrase, slots: { ...others, near }, counts: [{ count: 1, unit }] }, context);
  return unit === "day" ? undefined : calendarSpan({ ...others, which: near, unit }, context);
}
