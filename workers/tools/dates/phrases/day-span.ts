import type { DateTime } from "luxon";
import type { Slots } from "./phrase.ts";
import { guessed, type Reading, type ReadingContext, type Span, saysOnly, spanOf } from "./span.ts";

/** A weekday or weekend: the last one, that of next week, or the one that is meant. */
export function weekdaySpan(slots: Slots, context: ReadingContext): Reading {
  const { weekday, which } = slots;
  if (!saysOnly(slots, "weekday", "weekend", "which", "near", "direction") || !isHarmless(slots)) return undefined;
  const { now } = context;
  const inWeek = (shift: number): Span => daysOfWeek(now.startOf("week").plus({ weeks: shift }), slots);
  const { whichWeekday } = context.rules;
  const isLatest = which === -1 && weekday !== undefined && whichWeekday !== "of-weeks";
  const isComing = which === 1 && weekday !== undefined && whichWeekday === "next-coming";
  const near = slots.near ?? (isLatest ? -1 : isComing ? 1 : undefined);
  if (near === -1) return [0, -1].map(inWeek).find(({ start }) => start < now.startOf("day"));
  // "The Monday before last" is said on a Thursday of two days.
  if (weekday !== undefined && which === -2 && whichWeekday !== "of-weeks" && weekday < now.weekday) {
    return { problem: "can mean two weeks" };
  }
  if (near === 1) return [0, 1].map(inWeek).find(({ start }) => start > now);
  if (which === undefined) return guessed({ at: inWeek, slots }, context);
  if (which === 1) {
    if (/^next-(?:unclear|coming)$/.test(whichWeekday) && inWeek(0).start > now)
      return { problem: "can mean this week or the next one" };
  }
  return inWeek(which);
}

/** "Two Fridays ago", of which the latest Friday is the first. */
export function timesAgo(slots: Slots, { now }: ReadingContext): Reading {
  const { times = 0, direction } = slots;
  if (!saysOnly(slots, "times", "weekday", "weekend", "direction") || direction !== "ago" || times < 1)
    return undefined;
  const latest = [0, -1].map((shift) => daysOfWeek(now.startOf("week").plus({ weeks: shift }), slots));
  const first = latest.find(({ start }) => start < now.startOf("day"));
  return first && daysOfWeek(first.start.startOf("week").minus({ weeks: times - 1 }), slots);
}

/** "In" before a day, a month or a year looks nowhere. */
export function isHarmless({ direction }: Slots): boolean {
  return direction === undefined || direction === "in";
}

/** A weekday or the weekend in a week that begins on this Monday. */
export function daysOfWeek(monday: DateTime, { weekday, weekdays }: Slots): Span {
  if (weekdays) return { start: monday, end: monday.plus({ days: 5 }), unit: "weekend" };
  if (weekday !== undefined) return spanOf(monday.plus({ days: weekday - 1 }), "day");
  const start = monday.plus({ days: 5 });
  return { start, end: monday.plus({ weeks: 1 }), unit: "weekend" };
}

/** A day, if it is of the weekday that the phrase names. */
export function checkedWeekday(span: Span, { weekday }: Slots): Reading {
  if (weekday === undefined || span.start.weekday === weekday) return span;
  return { problem: `names another weekday than that of ${span.start.toISODate()}` };
}

/** The day of a month, if it has as many. */
export function dayOfMonth(month: DateTime, day: number): Reading {
  if (day < 1 || day > (month.daysInMonth ?? 0)) return { problem: "is not a date that exists" };
  return spanOf(month.set({ day }), "day");
}
