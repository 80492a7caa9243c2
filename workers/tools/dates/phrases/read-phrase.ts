import type { DateTime } from "luxon";
import type { DateTendency } from "#workers/tools/dates/guessed-date.ts";
import { foldText } from "#workers/tools/text/fold-text.ts";
import { type Bounded, bounded } from "./bounded.ts";
import { calendarSpan } from "./calendar-span.ts";
import { collect } from "./collect.ts";
import { isInEra, yearOfEra } from "./eras.ts";
import { joinNumbers } from "./join-numbers.ts";
import type { Language } from "./language.ts";
import { languages } from "./languages.ts";
import { offsetSpan } from "./offset-span.ts";
import type { Phrase } from "./phrase.ts";
import { isSpan, type Problem, type Reading, type ReadingContext } from "./span.ts";
import { tokenize } from "./tokenize.ts";

export interface PhraseContext {
  now: DateTime;
  tendency: DateTendency;
  edge: "start" | "end";
  fiscalYearStart: number | undefined;
}

/** Years in which mail, meetings and the papers in files lie. */
const years = { first: 1900, last: 2200 };

/**
 * A date as people say it, in any of the languages. If several languages understand the text in different ways, it is
 * ambiguous. Undefined if none knows all of its words.
 */
export function readPhrase(text: string, context: PhraseContext): Bounded | Problem | undefined {
  const folded = foldText(text.replaceAll("’", "'"));
  const readings = languages.flatMap((language) => readIn(language, folded, context) ?? []);
  const problem = readings.find((reading) => "problem" in reading);
  if (problem) return problem;
  const [first, ...others] = readings;
  if (first === undefined || "problem" in first) return first;
  const isSame = others.every((other) => "at" in other && +other.at === +first.at && +other.end === +first.end);
  return isSame ? first : { problem: "means different dates in different languages" };
}

function readIn(language: Language, text: string, context: PhraseContext): Bounded | Problem | undefined {
  if (!language.letters.test(text)) return undefined;
  const tokens = tokenize(text, language, context.now.year);
  const parts = tokens && joinNumbers(tokens);
  const phrase = parts && collect(parts, language.order === "year-first");
  if (phrase === undefined) return undefined;
  if (phrase.hasUnclearDate) return { problem: "can mean two dates (day or month first)" };
  const reading: ReadingContext = { ...context, rules: language };
  const span = spanInEra(phrase, reading);
  if (!isSpan(span)) return span ?? (phrase.isVague ? { problem: "names no exact date" } : undefined);
  if (phrase.isVague) return { problem: "names no exact date" };
  const result = bounded(span, phrase.slots, reading);
  if (result === undefined || "problem" in result) return result;
  const isUsual = result.start.year >= years.first && result.end.year <= years.last;
  return isUsual ? result : { problem: `does not lie between ${years.first} and ${years.last}` };
}

/** The years of an era are counted from its first one. */
function spanInEra(phrase: Phrase, context: ReadingContext): Reading {
  const { era, ...slots } = phrase.slots;
  if (era === undefined) return spanOfPhrase(phrase, context);
  if (slots.year === undefined) return undefined;
  const span = spanOfPhrase({ ...phrase, slots: { ...slots, year: yearOfEra(era, slots.year) } }, context);
  return isSpan(span) && !isInEra(era, span) ? { problem: "is not a date that exists" } : span;
}

function spanOfPhrase(phrase: Phrase, context: ReadingContext): Reading {
  const { slots, counts } = phrase;
  if (counts.length > 0) return offsetSpan(phrase, context);
  if (slots.now) return Object.keys(slots).length === 1 ? momentOf(context.now) : undefined;
  // Hours are not those of the clock, and a last day is yesterday.
  const isShort = slots.unit === "hour" || slots.unit === "minute" || slots.unit === "day";
  const isNear = slots.direction === "within" || (isShort && slots.which === -1);
  const near = slots.near ?? (isNear ? slots.which : undefined);
  if (near !== undefined && slots.unit !== undefined) return nearUnit(phrase, near, context);
  return calendarSpan(slots, context);
}

const momentOf = (now: DateTime): Reading => ({ start: now, end: now, unit: "moment" });

/** "The past week" is that of the last seven days, the coming week the next one of the calendar. */
function nearUnit({ slots, ...phrase }: Phrase, near: number, context: ReadingContext): Reading {
  const { unit, near: _near, which: _which, direction: _direction, ...others } = slots;
  if (unit === undefined || unit === "fiscal") return undefined;
  if (near === -1) return offsetSpan({ ...phrase, slots: { ...others, near }, counts: [{ count: 1, unit }] }, context);
  return unit === "day" ? undefined : calendarSpan({ ...others, which: near, unit }, context);
}
