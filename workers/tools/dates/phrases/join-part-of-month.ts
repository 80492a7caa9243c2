import type { CountedUnit } from "./language.ts";
import type { Said } from "./said.ts";
import { asNumber, isMeaning, type Token } from "./token.ts";

interface Joined {
  said: Said;
  /** Of how many tokens it is made. */
  length: number;
}

const unitsOfMonths = /^unit (?:day|week|month)$/;
/** The month itself, or what says which. */
const ofMonth = /^(?:month|unit month|period month|mark month|which|near)\b/;
/** A month has a fifth Monday now and then. */
const mostWeekdays = 4;

/** The part of a month that begins with this token: its first week, its second Friday, its last Monday. */
export function partOfMonthAt(tokens: readonly Token[], at: number, isYearFirst: boolean): Joined | undefined {
  return firstAt(tokens.slice(at)) ?? nthAt(tokens, at, isYearFirst);
}

/** "First week", "first two weeks", "deux premières semaines". */
function firstAt(tokens: readonly Token[]): Joined | undefined {
  const unitAt = tokens.slice(0, 3).findIndex((token) => token.is === "meaning" && unitsOfMonths.test(token.meaning));
  const unit = tokens[unitAt];
  if (unit?.is !== "meaning") return undefined;
  const numbers = tokens.slice(0, unitAt).map(asNumber);
  const counts = numbers.filter((number) => number !== undefined && !number.isOrdinal);
  const isFirst = numbers.some((number) => number?.isOrdinal && number.value === 1);
  if (!isFirst || numbers.length !== counts.length + 1) return undefined;
  const said: Said = { is: "first", count: counts[0]?.value ?? 1, unit: unit.meaning.split(" ")[1] as CountedUnit };
  return { said, length: unitAt + (isMeaning(tokens[unitAt + 1], "plural") ? 2 : 1) };
}

/** "Second Friday of October", "last Friday of the month", 10月第2金曜日, but not "October 2nd, Friday". */
function nthAt(tokens: readonly Token[], at: number, isYearFirst: boolean): Joined | undefined {
  const here = tokens[at];
  if (here === undefined || !says(tokens[at + 1], /^weekday /)) return undefined;
  const after = tokens.slice(at + 2);
  const next = after.find((token) => !isMeaning(token, "filler"));
  const isBefore = isMeaning(after[0], "filler") && says(next, ofMonth);
  const isAfter = isYearFirst && tokens.slice(0, at).some((token) => says(token, ofMonth));
  if (isBefore && isMeaning(here, "which -1")) return { said: { is: "nth", value: -1 }, length: 1 };
  const number = asNumber(here);
  const isPlace = number?.isOrdinal || (isYearFirst && isMeaning(tokens[at - 1], "filler"));
  if (!(isBefore || isAfter) || !isPlace || number === undefined) return undefined;
  const { value } = number;
  return value >= 1 && value <= mostWeekdays ? { said: { is: "nth", value }, length: 1 } : undefined;
}

function says(token: Token | undefined, meanings: RegExp): boolean {
  return token?.is === "meaning" && meanings.test(token.meaning);
}
