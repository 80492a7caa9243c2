import type { CountedUnit } from "./language.ts";
import type { Said } from "./said.ts";
import { asNumber, isMeaning, says, type Token } from "./token.ts";

interface Joined {
  said: Said;
  /** Of how many tokens it is made. */
  length: number;
}

const unitsOfParts = /^unit (?:day|workday|week|month)$/;
/** How many "the first days of October" are, where nobody says it. */
const fewOf: Readonly<Record<string, number>> = { "unit day": 5, "unit workday": 5, "unit week": 2, "unit month": 2 };
/** What has such parts, or says which one. */
const wholes =
  /^(?:month|quarter|half|mark (?:year|month)|(?:unit|period) (?:month|quarter|half|year|fiscal)|which|near)\b/;
const namesMonth = /^(?:month|mark month|(?:unit|period) month)\b/;
/** Between a part and its whole: "of", "in the". */
const ofOrIn = /^(?:filler|direction in)$/;
/** A month has a fifth Monday now and then. */
const mostWeekdays = 4;
const mostWeeks = 5;
/** "The first two whole weeks": so many tokens may stand before the unit. */
const mostBefore = 4;

/** The part of a month or a longer time that begins with this token: its last week, second Friday, first 10 days. */
export function partOfMonthAt(tokens: readonly Token[], at: number, isYearFirst: boolean): Joined | undefined {
  return someAt(tokens, at, isYearFirst) ?? weekAt(tokens, at) ?? nthAt(tokens, at, isYearFirst) ?? timesAt(tokens, at);
}

/** "First week", "last two weeks of", "deux premières semaines", 第2週. */
function someAt(tokens: readonly Token[], at: number, isYearFirst: boolean): Joined | undefined {
  const rest = tokens.slice(at);
  const unitAt = rest.slice(0, mostBefore).findIndex((token) => says(token, unitsOfParts));
  const unit = rest[unitAt];
  if (unit?.is !== "meaning") return undefined;
  const before = rest.slice(0, unitAt).filter((token) => !isMeaning(token, "plural"));
  const numbers = before.map(asNumber);
  const counts = numbers.filter((number) => number !== undefined && !number.isOrdinal);
  const hasPlace = isYearFirst && isMeaning(before[0], "place");
  const ordinals = numbers.filter((number) => number?.isOrdinal);
  const length = unitAt + (isMeaning(rest[unitAt + 1], "plural") ? 2 : 1);
  // "Last week" is one of its own, unless it is of something.
  const isLast = before.some((token) => isMeaning(token, "which -1")) && isOfWhole(rest.slice(length));
  if (before.length !== counts.length + ordinals.length + (hasPlace || isLast ? 1 : 0)) return undefined;
  const [place = isLast ? -1 : undefined, ...others] = hasPlace ? counts : ordinals;
  const value = typeof place === "object" ? place.value : place;
  if (value === undefined || others.length > 0 || (isLast && ordinals.length > 0)) return undefined;
  // 第42週 without a month is that of a year.
  if (hasPlace && isMeaning(unit, "unit week")) return { said: { is: "marked", mark: "week", value }, length };
  const isPlural = isMeaning(rest[unitAt + 1], "plural");
  const some = isPlural ? (fewOf[unit.meaning] ?? 1) : 1;
  const count = hasPlace ? 1 : (counts[0]?.value ?? some);
  if (counts.length > 1 || (value > 1 && count > 1)) return undefined;
  return { said: { is: "some", place: value, count, unit: unit.meaning.split(" ")[1] as CountedUnit }, length };
}

/** "Week 2 of October" */
function weekAt(tokens: readonly Token[], at: number): Joined | undefined {
  const next = tokens[at + 1];
  if (!isMeaning(tokens[at], "unit week") || next?.is !== "number" || next.isOrdinal) return undefined;
  const rest = tokens.slice(at + 2);
  if (next.value > mostWeeks || !isOfWhole(rest) || !rest.some((token) => says(token, namesMonth))) return undefined;
  return { said: { is: "some", place: next.value, count: 1, unit: "week" }, length: 2 };
}

/** "Second Friday of October", "last weekend of the month", 10月第2金曜日, but not "October 2nd, Friday". */
function nthAt(tokens: readonly Token[], at: number, isYearFirst: boolean): Joined | undefined {
  const here = tokens[at];
  if (here === undefined || !says(tokens[at + 1], /^(?:weekday |weekend$)/)) return undefined;
  const isBefore = isOfWhole(tokens.slice(at + 2));
  const isAfter = isYearFirst && tokens.slice(0, at).some((token) => says(token, wholes));
  if (isBefore && isMeaning(here, "which -1")) return { said: { is: "nth", value: -1 }, length: 1 };
  const number = asNumber(here);
  const isPlace = number?.isOrdinal || (isYearFirst && isMeaning(tokens[at - 1], "place"));
  if (!(isBefore || isAfter) || !isPlace || number === undefined) return undefined;
  const { value } = number;
  return value !== 0 && value <= mostWeekdays ? { said: { is: "nth", value }, length: 1 } : undefined;
}

/** "Two Fridays ago" */
function timesAt(tokens: readonly Token[], at: number): Joined | undefined {
  const number = tokens[at] && asNumber(tokens[at]);
  const day = tokens[at + 1];
  if (number === undefined || number.isOrdinal || day?.is !== "meaning" || !says(day, /^(?:weekday |weekend$)/)) {
    return undefined;
  }
  const length = isMeaning(tokens[at + 2], "plural") ? 3 : 2;
  if (!isMeaning(tokens[at + length], "direction ago")) return undefined;
  const [, weekday] = day.meaning.split(" ");
  return { said: { is: "times", value: number.value, ...(weekday && { weekday: Number(weekday) }) }, length };
}

/** Whether a text goes on with "of October", "in the last quarter" or "of 2025". */
export function isOfWhole([first, ...others]: readonly Token[]): boolean {
  if (!says(first, ofOrIn)) return false;
  const whole = others.find((token) => !says(token, ofOrIn));
  if (whole?.is === "date") return whole.day === undefined;
  return whole?.is === "number" ? whole.value >= 1_000 : says(whole, wholes);
}
