import type { DateTime } from "luxon";
import type { Count, Phrase } from "./phrase.ts";
import { type Reading, type ReadingContext, saysOnly, spanOf, unitsOf } from "./span.ts";
import { plusWorkdays } from "./workdays.ts";

type Way = "ago" | "ahead" | "back" | "on";

/** What a phrase with counts means: "3 days ago", "in 2 weeks", "the last 7 days". Days and more start at midnight. */
export function offsetSpan(phrase: Phrase, context: ReadingContext): Reading {
  const { slots, counts } = phrase;
  const { day, ...others } = slots;
  if (slots.weekday !== undefined) return weekdayAgo(slots.weekday, phrase, context);
  if (!saysOnly(others, "direction", "which", "near")) return undefined;
  const isHourAlone = Object.keys(slots).length === 0 && counts.every(({ unit }) => unit === "hour");
  if (isHourAlone) return { problem: "can mean a time of day or a number of hours" };
  // "A week ago today" says no more than "a week ago", and 今日から3日間 lie ahead.
  if (
    day !== undefined &&
    (day !== 0 || slots.direction === undefined || counts.some(({ unit }) => unit === "hour" || unit === "minute"))
  )
    return undefined;
  const way = wayOf(slots, context);
  if (way === undefined || "problem" in Object(way)) return way as Reading;
  const isExact = counts.some(({ unit }) => unit === "hour" || unit === "minute");
  const { now } = context;
  const from = isExact ? now : now.startOf("day");
  const isBack = way === "ago" || way === "back";
  const sign = isBack ? -1 : 1;
  const there = counts.reduce((moment, count) => moved(moment, count, sign), from);
  const isOfCalendar = counts.some(({ unit }) => unit === "quarter" || unit === "half");
  if (way === "back" && isOfCalendar) return { problem: "can mean two times (of the calendar, or until now)" };
  if (way === "back") return { start: there, end: now, unit: "moment" };
  // The next three working days end with the third one after today, since today may be none.
  const isWorkday = counts.some(({ unit }) => unit === "workday");
  const last = isWorkday ? there.plus({ days: 1 }) : there;
  if (way === "on") return { start: isExact ? now : from, end: last, unit: "moment", isEnd: true };
  return isExact
    ? { start: there, end: there, unit: "moment" }
    : { start: there, end: there.plus({ days: 1 }), unit: "day" };
}

function moved(moment: DateTime, { count, unit }: Count, sign: number): DateTime {
  return unit === "workday" ? plusWorkdays(moment, sign * count) : moment.plus(unitsOf(unit, sign * count));
}

/** "Two weeks ago Monday", if the Monday of that week is the one two weeks before the latest Monday, too. */
function weekdayAgo(weekday: number, { slots, counts }: Phrase, { now }: ReadingContext): Reading {
  const [{ count, unit } = { count: 0, unit: "day" }, ...others] = counts;
  // 2週間前の月曜日 has the word for "the last Monday".
  const isAgo = slots.direction === "ago" || (slots.direction === undefined && slots.near === -1);
  if (!isAgo || !saysOnly(slots, "weekday", "direction", "near") || unit !== "week" || others.length > 0)
    return undefined;
  if (weekday >= now.weekday) return { problem: "can mean two weeks" };
  return spanOf(now.startOf("week").plus({ weeks: -count, days: weekday - 1 }), "day");
}

function wayOf({ direction, which, near, bound }: Phrase["slots"], { tendency }: ReadingContext): Way | Reading {
  const shift = which ?? near;
  if (direction === "ago") return shift === undefined ? "ago" : undefined;
  if (direction === "ahead") return shift === undefined ? "ahead" : undefined;
  if (shift === -1) return "back";
  if (shift === 1) return "on";
  if (shift !== undefined) return undefined;
  if (direction === "rolling") return "back";
  if (direction === "in") return "ahead";
  if (direction === "within") {
    if (tendency === "nearest") return { problem: "may lie before or after now" };
    return tendency === "past" ? "back" : "on";
  }
  return bound === "since" ? "back" : undefined;
}
