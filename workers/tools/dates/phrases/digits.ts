import type { Language } from "./language.ts";
import type { Token } from "./token.ts";

/** A two-digit year may lie this far in the future: 46 is 2046 in 2026, and 47 is 1947. */
const yearsAhead = 20;

/** The year of two or four digits. */
export function fullYear(digits: string, thisYear: number): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return 2000 + year > thisYear + yearsAhead ? 1900 + year : 2000 + year;
}

interface Found {
  tokens: Token[];
  length: number;
}

interface DigitContext {
  order: Language["order"];
  orderHere?: Language["orderHere"];
  ordinalSuffixes: readonly string[];
  thisYear: number;
  /** The text goes on after an era: 7.10.1 is a date. */
  isAfterEra: boolean;
}

/** Koreans write 2026. 11. 24. with spaces and a last dot. */
const yearFirst = /(\d{4})([-/.]) ?(\d{1,2})(?:\2 ?(\d{1,2}))?\.?(?!\d|\2(?!\d{4}\2))/y;
const threeParts = /(\d{1,3})([-/.])(\d{1,2})\2(\d{4}|\d{2}|\d)(?!\d|\2)/y;
const isoWeek = /(\d{4})-?w(\d{2})(?!\d)/y;
/** 2H 2025; "2h" alone is a number of hours. */
const halfOfYear = /([12])h(?= ?(?:\d{4}|'?\d{2})(?!\d))/y;
const withoutSigns = /((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)/y;
const monthAndYear = /(\d{1,2})[-/.](\d{4})(?![\d/-])/y;
const twoParts = /(\d{1,2})\/(\d{1,2})(?![\d/]|-(?!\d{1,2}\/))/y;
const dayAndMonth = /(\d{1,2})\. ?(\d{1,2})\.(?!\d)/y;
const clock = /(\d{1,2}):(\d{2})(?::\d{2})?(?: ?([ap])\.?m\b\.?)?(?![\d:])/y;
const hourOfHalfDay = /(\d{1,2}) ?([ap])\.?m\b\.?/y;
const hourWithLetter = /(\d{1,2}) ?h ?(\d{2})?(?![\p{L}\d])/uy;
const digitsOnly = /\d{1,4}(?!\d)/y;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The date, time or number that begins here. Undefined if there is none, or it has too many digits. */
export function readDigits(text: string, at: number, context: DigitContext): Found | undefined {
  const { order, orderHere = order, ordinalSuffixes, isAfterEra, thisYear } = context;
  const found = (token: Token, { length }: { length: number }): Found => ({ tokens: [token], length });
  const full = match(yearFirst, text, at);
  if (full) {
    const [all, year, , month, day] = full;
    const date = { year: Number(year), month: Number(month), ...(day !== undefined && { day: Number(day) }) };
    return found({ is: "date", ...date }, all);
  }
  const digitsAlone = match(withoutSigns, text, at);
  if (digitsAlone) {
    const [all, year, month, day] = digitsAlone;
    return found({ is: "date", year: Number(year), month: Number(month), day: Number(day) }, all);
  }
  const ofWeek = match(isoWeek, text, at);
  if (ofWeek) {
    const number = (value: string | undefined): Token => ({ is: "number", value: Number(value), isOrdinal: false });
    const tokens = [number(ofWeek[1]), { is: "meaning" as const, meaning: "week-number" as const }, number(ofWeek[2])];
    return { tokens, length: ofWeek[0].length };
  }
  const half = order === "unclear" ? match(halfOfYear, text, at) : null;
  if (half) return found({ is: "meaning", meaning: `half ${Number(half[1])}` }, half[0]);
  const ofYear = match(monthAndYear, text, at);
  if (ofYear) return found({ is: "date", year: Number(ofYear[2]), month: Number(ofYear[1]) }, ofYear[0]);
  const three = match(threeParts, text, at);
  if (three) {
    const [all, first = "", separator, second = "", last = ""] = three;
    if (isAfterEra) {
      const date: Token = { is: "date", year: Number(first), month: Number(second), day: Number(last) };
      return found(date, all);
    }
    if (first.length > 2 || last.length === 1 || order === "year-first") return undefined;
    const year = fullYear(last, thisYear);
    return found(dayAndMonthOf(first, second, { order: separator === "." ? "day-first" : orderHere, year }), all);
  }
  const two = match(twoParts, text, at);
  if (two) {
    const [all, first = "", second = ""] = two;
    if (order === "year-first") return found({ is: "date", month: Number(first), day: Number(second) }, all);
    return found(dayAndMonthOf(first, second, { order: orderHere }), all);
  }
  const dotted = match(dayAndMonth, text, at);
  if (dotted) return found({ is: "date", month: Number(dotted[2]), day: Number(dotted[1]) }, dotted[0]);
  const time = match(clock, text, at) ?? match(hourOfHalfDay, text, at);
  if (time) {
    const [all, hour, second, third] = time;
    const [minute, half] = all.includes(":") ? [second, third] : ["0", second];
    const isOfHalfDay = half !== undefined;
    const isBare = !isOfHalfDay && hour?.length === 1;
    return found({ is: "time", hour: hourOf(Number(hour), half), minute: Number(minute), isOfHalfDay, isBare }, all);
  }
  const withLetter = order === "day-first" ? match(hourWithLetter, text, at) : null;
  if (withLetter) {
    const [{ length }, digits, minute] = withLetter;
    const hour = Number(digits);
    if (minute !== undefined) return found({ is: "time", hour, minute: Number(minute) }, withLetter[0]);
    // 17h is a time, and "2h" in "il y a 2h" a number of hours.
    const tokens: Token[] = [
      { is: "number", value: hour, isOrdinal: false },
      { is: "meaning", meaning: "mark hours" },
    ];
    return { tokens, length };
  }
  const digits = match(digitsOnly, text, at)?.[0];
  if (digits === undefined) return undefined;
  const suffix = ordinalSuffixes.find((each) => text.startsWith(each, at + digits.length)) ?? "";
  const end = at + digits.length + suffix.length;
  const isOrdinal = suffix !== "" && !/[\p{L}\d]/u.test(text.charAt(end));
  const length = digits.length + (isOrdinal ? suffix.length : 0);
  return { tokens: [{ is: "number", value: Number(digits), isOrdinal }], length };
}

/** No day has it. NaN would not be refused where a time is compared with now: luxon throws. */
const missingHour = 99;

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return missingHour;
  return (hour % 12) + (half === "p" ? 12 : 0);
}

function dayAndMonthOf(
  first: string,
  second: string,
  { order, year }: { order: Language["order"] | Language["orderHere"]; year?: number },
): Token {
  const [one, other] = [Number(first), Number(second)];
  const withYear = year === undefined ? {} : { year };
  if ((order === "day-first" && other <= 12) || one > 12) return { is: "date", ...withYear, month: other, day: one };
  if (other > 12 || one === other || order === "month-first")
    return { is: "date", ...withYear, month: one, day: other };
  return { is: "unclear-date" };
}
