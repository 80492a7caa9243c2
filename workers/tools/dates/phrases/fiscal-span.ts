import type { DateTime } from "luxon";
import { edgeOf } from "./edge-of.ts";
import type { Slots } from "./phrase.ts";
import { guessed, monthsFrom, type Reading, type ReadingContext, type Span, saysOnly } from "./span.ts";

const monthsOf = { quarter: 3, half: 6 } as const;

/** Whether a phrase is about fiscal years, in words or by what its language means by quarters and halves. */
export function isFiscal({ fiscal, period, unit, quarter, half }: Slots, { rules }: ReadingContext): boolean {
  if (fiscal || period?.unit === "fiscal" || unit === "fiscal") return true;
  const names = [period?.unit, unit];
  const hasPart = quarter !== undefined || half !== undefined || names.includes("quarter") || names.includes("half");
  return hasPart && rules.fiscalYearStart !== undefined;
}

/** A fiscal year, or a quarter or half of one. */
export function fiscalSpan(slots: Slots, context: ReadingContext): Reading {
  const { now, rules } = context;
  const first = context.fiscalYearStart ?? rules.fiscalYearStart;
  if (first === undefined) {
    return { problem: "names a fiscal year, and the month in which it begins is not set for this organisation" };
  }
  if (!saysOnly(slots, "fiscal", "period", "which", "unit", "year", "quarter", "half", "edge")) return undefined;
  const current = now.startOf("month").set({ month: first });
  const thisYear = current > now ? current.minus({ years: 1 }) : current;
  const yearAt = (shift: number) => monthsFrom(thisYear.plus({ years: shift }), 12, "year");
  const whole = wholeOf(slots, context, { first, thisYear, yearAt });
  if (whole === undefined || "problem" in whole) return whole;
  return slots.edge === undefined ? whole : edgeOf(whole, slots.edge, now);
}

interface FiscalYears {
  first: number;
  thisYear: DateTime;
  yearAt(shift: number): Span;
}

function wholeOf(slots: Slots, context: ReadingContext, { first, thisYear, yearAt }: FiscalYears): Reading {
  const { quarter, half, year, fiscal, period, which, unit } = slots;
  const part = quarter === undefined ? half : quarter;
  const partUnit = quarter === undefined ? "half" : "quarter";
  const inYear = (whole: Span) => {
    if (part === undefined) return whole;
    const months = monthsOf[partUnit];
    if (part < 1 || part > 12 / months) return { problem: "is not a date that exists" };
    return monthsFrom(whole.start.plus({ months: months * (part - 1) }), months, partUnit);
  };
  const shift = period?.shift ?? which;
  const named = period?.unit ?? unit;
  if (year !== undefined) {
    const isClear = first === 1 || ((fiscal || half !== undefined) && context.rules.fiscalYearStart !== undefined);
    if (!isClear || shift !== undefined) return { problem: "can mean two years (named by where they begin or end)" };
    return inYear(yearAt(year - thisYear.year));
  }
  if (named === "fiscal") {
    if (shift !== undefined) return inYear(yearAt(shift));
    return slots.edge === undefined ? undefined : yearAt(0);
  }
  if (named === "quarter" || named === "half") {
    if (part !== undefined) return undefined;
    const months = monthsOf[named];
    const passed = Math.floor(context.now.diff(thisYear, "months").months / months);
    return monthsFrom(thisYear.plus({ months: months * (passed + (shift ?? 0)) }), months, named);
  }
  // 昨年の下半期 is of the fiscal year that begins in that year.
  if (named === "year" && shift !== undefined && half !== undefined && context.rules.fiscalYearStart !== undefined)
    return inYear(yearAt(context.now.year + shift - thisYear.year));
  if (named !== undefined) {
    return first === 1 && named === "year" && shift !== undefined
      ? inYear(yearAt(shift))
      : { problem: "can mean two times (of the calendar or the fiscal year)" };
  }
  if (part === undefined || which !== undefined) return undefined;
  const candidate = inYear(yearAt(0));
  if ("problem" in candidate) return candidate;
  return guessed({ at: (by) => inYear(yearAt(by)) as Span, slots }, context);
}
