import type { DateTime } from "luxon";
import type { Count, Phrase } from "./phrase.ts";
import { type Reading, type ReadingContext, saysOnly, spanOf, unitsOf } from "./span.ts";
import { plusWorkdays } from "./workdays.ts";

const daysOfWeek = 7;
const hoursOfDay = 24;

type Way = "ago" | "ahead" | "back" | "on";

/** What a phrase with counts means: "3 days ago", "in 2 weeks", "the last 7 days". Days and more start at midnight. */
export function offsetSpan(phrase: Phrase, context: ReadingContext): Reading {
  const { slots, counts } = phrase;
  const { day, ...others } = slots;
  if (slots.weekday !== undefined) return weekdayAgo(slots.weekday, phrase, context);
  if (!saysOnly(others, "direction", "which", "near")) return undefined;
  const isAlone = Object.keys(slots).length === 0;
  if (isAlone && counts.every(({ unit, count }) => unit === "hour" && count < hoursOfDay)) {
    return { problem: "can mean a time of day or a number of hours" };
  }
  // "A week ago yesterday" is eight days ago, and 今日から3日間 lie ahead.
  if (
    day !== undefined &&
    ((day !== 0 && slots.direction !== "ago") ||
      slots.direction === undefined ||
      counts.some(({ unit }) => unit === "hour" || unit === "minute"))
  )
    return undefined;
  const way = isAlone ? wayAlone(context) : wayOf(slots, context);
  if (way === undefined || "problem" in Object(way)) return way as Reading;
  const isExact = counts.some(({ unit }) => unit === "hour" || unit === "minute");
  const { now } = context;
  const from = isExact ? now : now.startOf("day").plus({ days: day ?? 0 });
  const isBack = way === "ago" || way === "back";
  const sign = isBack ? -1 : 1;
  const there = counts.reduce((moment, count) => moved(moment, count, sign), from);
  const isOfCalendar = counts.some(({ unit }) => unit === "quarter" || unit === "half");
  if (way === "back" && isOfCalendar) return quartersUntilNow(counts, now);
  if (way === "back") return { start: there, end: now, unit: "moment" };
  // The next three working days end with the third one after today, since today may be none.
  const isWorkday = counts.some(({ unit }) => unit === "workday");
  const last = isWorkday ? there.plus({ days: 1 }) : there;
  if (way === "on") return { start: isExact ? now : from, end: last, unit: "moment", isEnd: true };
  const [{ least, unit } = { least: undefined, unit: "day" as const }] = counts;
  if (least !== undefined) {
    const nearest = moved(from, { count: least, unit }, sign);
    const [start, last] = isBack ? [there, nearest] : [nearest, there];
    return { start, end: isExact ? last : last.plus({ days: 1 }), unit: "moment", isEnd: true };
  }
  return isExact
    ? { start: there, end: there, unit: "moment" }
    : { start: there, end: there.plus({ days: 1 }), unit: "day" };
}

/** "The last two quarters" are those of the calendar, or the time until now: so all of it. */
function quartersUntilNow(counts: readonly Count[], now: DateTime): Reading {
  const [count, ...others] = counts;
  if (count === undefined || others.length > 0) return undefined;
  const months = count.unit === "half" ? 6 : 3;
  const first = now.startOf("year").plus({ months: months * Math.floor((now.month - 1) / months - count.count) });
  return { start: first, end: now, unit: "moment" };
}

function moved(moment: DateTime, { count, unit }: Count, sign: number): DateTime {
  return unit === "workday" ? plusWorkdays(moment, sign * count) : moment.plus(unitsOf(unit, sign * count));
}

/** "Two weeks ago Monday" is the Monday of that week. */
function weekdayAgo(weekday: number, { slots, counts }: Phrase, { now }: ReadingContext): Reading {
  const [{ count, unit } = { count: 0, unit: "day" }, ...others] = counts;
  // 2週間前の月曜日 has the word for "the last Monday".
  const isAgo = slots.direction === "ago" || (slots.direction === undefined && slots.near === -1);
  if (isWeekAhead(slots)) return weekdayAhead(weekday, { slots, counts }, now);
  if (!isAgo || !saysOnly(slots, "weekday", "direction", "near") || unit !== "week" || others.length > 0)
    return undefined;
  return spanOf(now.startOf("week").plus({ weeks: -count, days: weekday - 1 }), "day");
}

function isWeekAhead({ direction, near }: Phrase["slots"]): boolean {
  return (direction === "ahead" || direction === "in") && near === undefined;
}

/** "A week from Monday" is a week after the coming one. */
function weekdayAhead(weekday: number, { slots, counts }: Pick<Phrase, "slots" | "counts">, now: DateTime): Reading {
  const [{ count, unit } = { count: 0, unit: "day" }, ...others] = counts;
  if (!saysOnly(slots, "weekday", "direction") || unit !== "week" || others.length > 0) return undefined;
  const days = (weekday - now.weekday + daysOfWeek - 1) % daysOfWeek;
  return spanOf(now.startOf("day").plus({ days: days + 1, weeks: count }), "day");
}

/** "Fifteen days" are the last ones, if a search of the past begins with them. */
function wayAlone({ tendency, edge }: ReadingContext): Way | Reading {
  if (tendency === "past" && edge === "start") return "back";
  return { problem: 'may lie before or after now (write "last" or "next", or "ago")' };
}

function wayOf({ direction, which, near, bound }: Phrase["slots"], { tendency }: ReadingContext): Way | Reading {
  const shift = which ?? near;
  if (direction === "ago") return shift === undefined ? "ago" : undefined;
  if (direction === "ahead") return shift === undefined ? "ahead" : undefined;
  if (shift === -1) return "back";
  if (shift === 1) return "on";
  // "These two days" are the last ones.
  if (shift === 0 && direction === undefined) return tendency === "past" ? "back" : undefined;
  if (shift !== undefined) return undefined;
  if (direction === "rolling") return "back";
  if (direction === "in") return "ahead";
  if (direction === "within") {
    if (tendency === "nearest") return { problem: "may lie before or after now" };
    return tendency === "past" ? "back" : "on";
  }
  return bound === "since" ? "back" : undefined;
}
