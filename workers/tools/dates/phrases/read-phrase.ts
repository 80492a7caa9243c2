import type { DateTime } from "luxon";
import type { DateTendency } from "#workers/tools/dates/guessed-date.ts";
import { foldText } from "#workers/tools/text/fold-text.ts";
import { type Bounded, bounded } from "./bounded.ts";
import { collect } from "./collect.ts";
import { joinNumbers } from "./join-numbers.ts";
import type { Language } from "./language.ts";
import { languageAt, languages } from "./languages.ts";
import { orderOfDates } from "./order-of-dates.ts";
import type { Phrase } from "./phrase.ts";
import { readRange } from "./range.ts";
import { isSpan, type Problem, type ReadingContext } from "./span.ts";
import { spanOfPhrase } from "./span-of-phrase.ts";
import { tokenize } from "./tokenize.ts";

export interface PhraseContext {
  now: DateTime;
  tendency: DateTendency;
  edge: "start" | "end";
  hasStart: boolean;
  fiscalYearStart: number | undefined;
}

/** As in 2026-10-01..2026-10-15. */
const rangeOfDots = /(?<=\d)\.\.\.?(?=\d)/g;
/** The letter in 2026-10-01T09:00. */
const timeAfterDate = /(?<=\d{4}-\d{2}-\d{2})t(?=\d{2}:\d{2})/g;

/** Digits and signs, quarters as in 2Q, and FY2025, whose years are fiscal in Japan. */
const withoutLetters = /^(?:fy ?(?=\d))?(?:\P{L}|(?<=\d)q)+$/u;

/** Years in which mail, meetings and the papers in files lie. */
const years = { first: 1900, last: 2200 };

const farOff = `does not lie between ${years.first} and ${years.last}`;

/**
 * A date as people say it, in any of the languages. If several languages understand the text in different ways, the
 * time zone tells which one it is, or else it is ambiguous. Undefined if none knows all of its words.
 */
export function readPhrase(text: string, context: PhraseContext): Bounded | Problem | undefined {
  const folded = foldText(text.replaceAll("’", "'")).replace(rangeOfDots, " - ").replace(timeAfterDate, " ");
  const readings = languages.flatMap((language) => readIn(language, folded, context) ?? []);
  const here = languageAt(context.now.zoneName ?? "");
  const isHere = here !== undefined && (here.letters.test(folded) || withoutLetters.test(folded));
  const local = isHere ? readIn(here, folded, context, true) : undefined;
  if (local !== undefined && !isFarOff(local)) return local;
  const likely = readings.filter((reading) => !isFarOff(reading));
  // 2025年前半 is no time 2025 years ago, though Chinese may have it so.
  const problem = likely.find((reading) => "problem" in reading);
  if (problem) return problem;
  const [first, ...others] = likely.length > 0 ? likely : readings;
  if (first === undefined || "problem" in first) return first;
  return others.every((other) => "at" in other && isSame(other, first))
    ? first
    : { problem: "means different dates in different languages" };
}

function isFarOff(reading: Bounded | Problem): boolean {
  return "problem" in reading && reading.problem === farOff;
}

function isSame(one: Bounded, other: Bounded): boolean {
  return +one.at === +other.at && +one.end === +other.end && one.side === other.side;
}

function readIn(
  language: Language,
  text: string,
  context: PhraseContext,
  isHere = language.letters.test(text),
): Bounded | Problem | undefined {
  if (!isHere) return undefined;
  const isYearFirst = language.order === "year-first";
  const orderHere = orderOfDates(text, { order: language.order, zone: context.now.zoneName ?? "" });
  const tokens = tokenize(text, { ...language, orderHere }, context.now.year);
  const parts = tokens && joinNumbers(tokens, isYearFirst);
  if (parts === undefined) return undefined;
  const reading: ReadingContext = { ...context, rules: language };
  const phrase = collect(parts, isYearFirst);
  const one = phrase && readOne(phrase, reading);
  const isFound = one !== undefined && "at" in one;
  const range = isFound ? undefined : readRange(parts, isYearFirst, reading);
  const result = range === undefined || (one && "problem" in range) ? one : range;
  if (result === undefined || "problem" in result) return result;
  const isUsual = result.start.year >= years.first && result.end.year <= years.last;
  return isUsual ? result : { problem: farOff };
}

function readOne(phrase: Phrase, context: ReadingContext): Bounded | Problem | undefined {
  if (phrase.hasUnclearDate) return { problem: "can mean two dates (day or month first)" };
  const span = spanOfPhrase(phrase, context);
  if (phrase.vague !== undefined && (span === undefined || isSpan(span))) return { problem: phrase.vague };
  if (!isSpan(span)) return span;
  return bounded(span, phrase.slots, context);
}
