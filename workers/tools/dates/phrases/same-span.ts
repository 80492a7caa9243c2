import type { Phrase } from "./phrase.ts";
import { type Reading, type ReadingContext, saysOnly, spanOf, unitsOf } from "./span.ts";

const longer = { week: ["year"], month: ["year"], quarter: ["year"] } as const;

/**
 * "This time last year", "same day last month", 去年の今日: today moved by what else is said, or this moment if only days
 * lie between. Undefined for a phrase that says nothing of the kind.
 */
export function sameSpan(phrase: Phrase, context: ReadingContext): { reading: Reading } | undefined {
  const { same, day, ...slots } = phrase.slots;
  const isToday = day === 0 && (slots.period !== undefined || slots.which !== undefined) && slots.weekday === undefined;
  if (same === undefined && !isToday) return undefined;
  return {
    reading: moved({ ...phrase, slots: { ...slots, same: same ?? "day", ...(!isToday && day && { day }) } }, context),
  };
}

function moved({ slots, counts }: Phrase, { now }: ReadingContext): Reading {
  const { same, day, period, which, unit, direction } = slots;
  if (!saysOnly(slots, "same", "day", "period", "which", "unit", "direction") || hasTime(slots)) return undefined;
  const shift = period ?? (which !== undefined && unit !== undefined ? { unit, shift: which } : undefined);
  const isCounted = counts.length > 0 && direction === "ago";
  if ([day, shift, isCounted || undefined].filter((given) => given !== undefined).length !== 1) return undefined;
  if (!isCounted && direction !== undefined && direction !== "in") return undefined;
  if (shift?.unit === "fiscal" || shift?.unit === "workday" || counts.some(({ unit }) => unit === "workday")) {
    return undefined;
  }
  const steps = isCounted
    ? counts.map(({ unit, count }) => ({ unit, count: -count }))
    : [{ unit: shift?.unit ?? "day", count: shift?.shift ?? day ?? 0 }];
  const there = steps.reduce((at, { unit, count }) => at.plus(unitsOf(unit, count)), now);
  if (same === undefined || same === "time" || same === "day") {
    const isExact = same === "time" && steps.every(({ unit }) => unit === "day");
    return isExact ? { start: there, end: there, unit: "moment" } : spanOf(there, "day");
  }
  return steps.every(({ unit }) => unit === longer[same][0]) ? spanOf(there, same) : undefined;
}

function hasTime({ hour, minute, part }: Phrase["slots"]): boolean {
  return [hour, minute, part].some((given) => given !== undefined);
}
