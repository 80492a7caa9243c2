import { checkedWeekday, dayOfMonth, daysOfWeek, isHarmless, weekdaySpan } from "./day-span.ts";
import { edgeOf } from "./edge-of.ts";
import { fiscalSpan, isFiscal } from "./fiscal-span.ts";
import type { Edge } from "./language.ts";
import { partOfMonth } from "./part-of-month.ts";
import type { Slots } from "./phrase.ts";
import {
  guessed,
  isSpan,
  monthsFrom,
  type Reading,
  type ReadingContext,
  type Span,
  saysOnly,
  spanOf,
  unitsOf,
} from "./span.ts";
import { yearSpan } from "./year-span.ts";

const hoursOfDay = 24;

/** What a phrase without counts means: a day, week, month, quarter, half or year, or an end of one. */
export function calendarSpan(slots: Slots, context: ReadingContext): Reading {
  if (!isHarmless(slots)) return undefined;
  const part = partOfMonth(slots, context, calendarSpan);
  if (part !== undefined) return part.reading;
  if (isFiscal(slots, context)) return fiscalSpan(slots, context);
  const { edge: named, ...others } = slots;
  const edge = isOfPart(slots) ? undefined : named;
  const { period, which, unit } = others;
  if ((unit ?? others.weekend) !== undefined && which === undefined && period === undefined) {
    const around = aroundDate(slots, context);
    if (around !== undefined) return around;
  }
  if (edge !== undefined && unit !== undefined && which === undefined && period === undefined)
    return edgeOfCurrent({ ...slots, edge }, context);
  const shift = period ?? (which !== undefined && unit !== undefined ? { unit, shift: which } : undefined);
  const { which: _which, unit: _unit, period: _period, ...rest } = others;
  let span: Reading;
  if (shift !== undefined) {
    if (period !== undefined && (which !== undefined || (unit !== undefined && unit !== period.unit))) return undefined;
    span = periodSpan(rest, shift, context);
  } else if (unit === undefined) span = namedSpan(others, context);
  return edge !== undefined && isSpan(span) ? edgeOf(span, edge, context.now) : span;
}

/** "Early this morning" is early in the morning. */
function isOfPart({ edge, part, hour }: Slots): boolean {
  const isNarrow = edge === "early" || edge === "middle" || edge === "late" || edge === "so-far";
  return isNarrow && part !== undefined && hour === undefined;
}

/** The week or weekend of October 5, and the end of the day tomorrow: a unit around a date that stands beside it. */
function aroundDate({ unit, edge, weekend, ...date }: Slots, context: ReadingContext): Reading {
  if (weekend !== undefined) {
    const day = unit === undefined && edge === undefined && date.dayOfMonth !== undefined && namedSpan(date, context);
    return day && isSpan(day) ? daysOfWeek(day.start.startOf("week"), { weekend }) : undefined;
  }
  const hasDay = [date.day, date.weekday, date.dayOfMonth].some((given) => given !== undefined);
  const isAround = unit === "day" ? edge !== undefined : unit === "week" && edge === undefined;
  if (!hasDay || !isAround || (unit === "week" && date.dayOfMonth === undefined)) {
    return undefined;
  }
  const span = namedSpan(date, context);
  if (!isSpan(span) || span.unit !== "day") return span;
  return edge === undefined ? spanOf(span.start, "week") : edgeOf(span, edge, context.now);
}

/** Last week, its Friday; this month, its 15th; next year, its March. */
function periodSpan(rest: Slots, { unit, shift }: { unit: string; shift: number }, context: ReadingContext): Reading {
  const { now } = context;
  if (unit === "year") {
    if (!saysOnly(rest, "month", "dayOfMonth", "quarter", "half", "weekday", "feast", "season", "direction"))
      return undefined;
    return yearSpan(rest, shift, context);
  }
  const moment = now.startOf("day").plus(unitsOf(unit, shift));
  if (unit === "week") {
    if (!saysOnly(rest, "weekday", "weekend", "weekdays", "direction")) return undefined;
    const isDay = [rest.weekday, rest.weekend, rest.weekdays].some((given) => given !== undefined);
    return isDay ? daysOfWeek(moment.startOf("week"), rest) : spanOf(moment, "week");
  }
  if (unit === "month") {
    if (!saysOnly(rest, "dayOfMonth", "weekday", "direction")) return undefined;
    const month = now.startOf("month").plus({ months: shift });
    if (rest.dayOfMonth === undefined) return rest.weekday === undefined ? spanOf(month, "month") : undefined;
    const day = dayOfMonth(month, rest.dayOfMonth);
    return isSpan(day) ? checkedWeekday(day, rest) : day;
  }
  if (!saysOnly(rest, "direction")) return undefined;
  if (unit === "quarter") return spanOf(now.startOf("quarter").plus({ quarters: shift }), "quarter");
  if (unit === "half") return halfAt(context, shift);
  return unit === "day" && shift === 0 ? spanOf(now, "day") : undefined;
}

function halfAt({ now }: ReadingContext, shift: number): Span {
  const start = now.startOf("year").plus({ months: 6 * ((now.month > 6 ? 1 : 0) + shift) });
  return monthsFrom(start, 6, "half");
}

/** A date with a name, and without another one beside it. */
function namedSpan(slots: Slots, context: ReadingContext): Reading {
  const { now } = context;
  const { day, month, quarter, half, year, weekNumber, weekday, weekend, feast, season } = slots;
  if (day !== undefined) {
    if (!saysOnly(slots, "day", "weekday", "direction")) return undefined;
    const shift = isNightBefore(slots, context) ? day - 1 : day;
    return checkedWeekday(spanOf(now.plus({ days: shift }), "day"), slots);
  }
  if (weekNumber !== undefined)
    return saysOnly(slots, "weekNumber", "year", "direction") ? weekSpan(slots, context) : undefined;
  if ([month, quarter, half, year, feast, season].some((given) => given !== undefined)) {
    const ofYear = [
      "month",
      "dayOfMonth",
      "weekday",
      "quarter",
      "half",
      "year",
      "feast",
      "season",
      "which",
      "direction",
    ] as const;
    return saysOnly(slots, ...ofYear) ? yearSpan(slots, undefined, context) : undefined;
  }
  if (slots.dayOfMonth !== undefined) return dayAlone(slots, context);
  if (weekday !== undefined || weekend !== undefined) return weekdaySpan(slots, context);
  return todaysPart(slots, context);
}

/** "Heute Nacht" is the last night in a search of the past, until the next one begins. */
function isNightBefore({ day, part, partHours }: Slots, { now, tendency }: ReadingContext): boolean {
  const isNight = part !== undefined && partHours !== undefined && part + partHours > hoursOfDay;
  return isNight && day === 0 && tendency === "past" && now.hour < part;
}

function dayAlone(slots: Slots, context: ReadingContext): Reading {
  const { dayOfMonth: day, weekday, which } = slots;
  if (day === undefined || !saysOnly(slots, "dayOfMonth", "weekday", "which", "direction")) return undefined;
  // "Il 16 scorso" and "il 5 prossimo"
  const tendency = which === -1 ? "past" : which === 1 ? "future" : context.tendency;
  const at = (shift: number) => dayOfMonth(context.now.startOf("month").plus({ months: shift }), day);
  const candidates = [-1, 0, 1].map(at);
  if (!candidates.every(isSpan)) return { problem: "is not a date that exists in each month" };
  const span = guessed({ at: (shift) => at(shift) as Span, slots }, { ...context, tendency });
  return span && weekday !== undefined ? checkedWeekday(span, slots) : span;
}

function weekSpan({ weekNumber = 0, year }: Slots, context: ReadingContext): Reading {
  const at = (shift: number) => {
    const inYear = context.now.set({ month: 6, day: 1 }).plus({ years: shift });
    return spanOf(inYear.set({ weekNumber }), "week");
  };
  if (weekNumber < 1 || weekNumber > 52) return { problem: "is not a week that exists in each year" };
  return year === undefined ? guessed({ at, slots: {} }, context) : at(year - context.now.year);
}

/** "This morning", "last night", "at noon". */
function todaysPart(slots: Slots, { now }: ReadingContext): Reading {
  const { part, hour, which } = slots;
  if ((part === undefined && hour === undefined) || !saysOnly(slots, "which", "direction")) return undefined;
  if (which !== undefined && (part === undefined || which > 0 || which < -1)) return undefined;
  if (which === -1 && part !== 18) return undefined;
  return spanOf(now.plus({ days: which ?? 0 }), "day");
}

/** Parts that are asked for again each week, month and year: 週明け on a Friday is that of next week in a calendar. */
const comeAgain: readonly Edge[] = ["first", "start", "early", "middle"];

/** The beginning or middle of a week, month or year, whichever is meant; the end of the current one. */
function edgeOfCurrent(slots: Slots & Required<Pick<Slots, "edge">>, context: ReadingContext): Reading {
  const { edge, unit = "day" } = slots;
  if (!saysOnly(slots, "edge", "unit", "direction")) return undefined;
  const at = (shift: number): Reading => {
    const span = periodSpan({}, { unit, shift }, context);
    return isSpan(span) ? edgeOf(span, edge, context.now) : span;
  };
  const candidates = [-1, 0, 1].map(at);
  if (!comeAgain.includes(edge) || !candidates.every(isSpan)) return at(0);
  return guessed({ at: (shift) => at(shift) as Span, slots: {} }, context);
}
