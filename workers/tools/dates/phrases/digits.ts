import type { Language } from "./language.ts";
import type { Token } from "./token.ts";

/** A two-digit year may lie this far in the future: 46 is 2046 in 2026, and 47 is 1947. */
const yearsAhead = 20;
/** A date that puts two digits of the year first lies no further back. */
const yearsBack = 10;
const months = 12;

/** The year of two or four digits. */
export function fullYear(digits: string, thisYear: number): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return 2000 + year > thisYear + yearsAhead ? 1900 + year : 2000 + year;
}

/** Whether two digits are a year of these days: Koreans write 26.9.15. */
export function isNear(digits: number, thisYear: number): boolean {
  return digits > (thisYear % 100) - yearsBack && digits <= (thisYear % 100) + 1;
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
  /** 3-11 is a date, and no range. */
  hasDashes: boolean;
  /** The text has words of the language, not only numbers. */
  hasWords: boolean;
  /** The text goes on after "at": 9.10 is a time. */
  isAfterAt: boolean;
}

/** Koreans write 2026. 11. 24. with spaces and a last dot. */
const yearFirst = /(\d{4})([-/.]) ?(\d{1,2})(?:\2 ?(\d{1,2}))?\.?(?!\d|\2(?!\d{4}\2))/y;
const threeParts = /(\d{1,3})([-/.]) ?(\d{1,2})\2 ?(\d{4}|\d{2}|\d)\.?(?!\d|\2)/y;
const isoWeek = /(\d{4})-?w(\d{2})(?!\d)/y;
/** 2H 2025; "2h" alone is a number of hours. */
const halfOfYear = /([12])h(?= ?(?:\d{4}|'?\d{2})(?!\d))/y;
const withoutSigns = /((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)/y;
const monthAndYear = /(\d{1,2})[-/.](\d{4})(?![\d/-])/y;
const twoParts = /(\d{1,2})\/(\d{1,2})(?![\d/]|-(?!\d{1,2}(?:\/|(?![\d-]))))/y;
/** Not "3-11 november" or "9-11 uur". */
const dashedDate = /(\d{1,2})-(\d{1,2})(?![\d-]| ?\p{L})/uy;
const dayAndMonth = /(\d{1,2})\. ?(\d{1,2})\.(?!\d)/y;
const clock = /(\d{1,2}):(\d{2})(?::\d{2})?(?: ?([ap])\.?m\b\.?)?(?![\d:])/y;
/** 2.30pm */
const dottedHalfDay = /(\d{1,2})\.(\d{2}) ?([ap])\.?m\b\.?/y;
const hourOfHalfDay = /(\d{1,2}) ?([ap])\.?m\b\.?/y;
/** "14.30" in Dutch, German and Italian. */
const dottedClock = /([01]?\d|2[0-4])\.([0-5]\d)(?![.\d])/y;
const hourWord = / ?(?:uhr|uur|u|h)(?![\p{L}\d])/uy;
/** "3.11" as a date, and 11.3 in East Asia. */
const dottedDate = /(\d{1,2})\.(\d{1,2})(?![.\d])/y;
const hourWithLetter = /(\d{1,2})(?: ?h ?(\d{2})?|u(\d{2}))(?![\p{L}\d])/uy;
const digitsOnly = /\d{1,4}(?!\d)/y;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The date, time or number that begins here. Undefined if there is none, or it has too many digits. */
export function readDigits(text: string, at: number, context: DigitContext): Found | undefined {
  const { order, orderHere = order, ordinalSuffixes, isAfterEra, isAfterAt, hasDashes, hasWords, thisYear } = context;
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
    const isShort = first.length <= 2 && last.length <= 2;
    if (order === "year-first" && isShort && isNear(Number(first), thisYear)) {
      return found({ is: "date", year: 2_000 + Number(first), month: Number(second), day: Number(last) }, all);
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
  const ofHalf = match(dottedHalfDay, text, at);
  if (ofHalf) {
    const [all, hour, minute, half] = ofHalf;
    return found({ is: "time", hour: hourOf(Number(hour), half), minute: Number(minute), isOfHalfDay: true }, all);
  }
  const time = match(clock, text, at) ?? match(hourOfHalfDay, text, at);
  if (time) {
    const [all, hour, second, third] = time;
    const [minute, half] = all.includes(":") ? [second, third] : ["0", second];
    const isOfHalfDay = half !== undefined;
    const isBare = !isOfHalfDay && hour?.length === 1;
    return found({ is: "time", hour: hourOf(Number(hour), half), minute: Number(minute), isOfHalfDay, isBare }, all);
  }
  const dashed = hasDashes && hasWords ? match(dashedDate, text, at) : null;
  if (dashed && Number(dashed[2]) <= months)
    return found({ is: "date", month: Number(dashed[2]), day: Number(dashed[1]) }, dashed[0]);
  const monthAndDay = order === "year-first" ? match(dottedDate, text, at) : null;
  if (monthAndDay && Number(monthAndDay[1]) <= months)
    return found({ is: "date", month: Number(monthAndDay[1]), day: Number(monthAndDay[2]) }, monthAndDay[0]);
  const dottedTime = order === "day-first" && hasWords ? match(dottedClock, text, at) : null;
  if (dottedTime) {
    const [all, hour, minute] = dottedTime;
    const isTime = Number(minute) > months || Number(minute) === 0 || isAfterAt;
    if (isTime || match(hourWord, text, at + all.length))
      return found({ is: "time", hour: Number(hour), minute: Number(minute), isBare: hour?.length === 1 }, all);
  }
  const dottedDay = order === "day-first" && hasWords ? match(dottedDate, text, at) : null;
  if (dottedDay && Number(dottedDay[2]) <= months)
    return found({ is: "date", month: Number(dottedDay[2]), day: Number(dottedDay[1]) }, dottedDay[0]);
  const withLetter = order === "day-first" ? match(hourWithLetter, text, at) : null;
  if (withLetter) {
    const [{ length }, digits, afterH, afterU] = withLetter;
    const minute = afterH ?? afterU;
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
