import { foldText } from "#workers/tools/text/fold-text.ts";
import type { FeastMeaning } from "./feast-meaning.ts";

/** `workday` is a day from Monday to Friday. */
export type CountedUnit = "minute" | "hour" | "day" | "workday" | "week" | "month" | "quarter" | "half" | "year";
/** `fiscal` is a fiscal year. */
export type Unit = CountedUnit | "fiscal";
/** `first` is the first day, `so-far` what is over of the current one. */
export type Edge = "first" | "start" | "early" | "middle" | "late" | "end" | "rest" | "so-far";
/** Beside a direction `hours` and `day` count ("2 uur geleden", 3日前), `hour` and `date` (3号) do not. */
export type Mark = "year" | "month" | "week" | "day" | "date" | "hour" | "hours" | "minute" | "fiscal";
/** What a time is the same as: "this time last year" is that of this moment. */
export type Same = "time" | "day" | "week" | "month" | "quarter";
export type Era = "reiwa" | "heisei" | "showa" | "taisho" | "meiji" | "minguo";

/**
 * What a word means. `day -1` is yesterday, `period week -1` is 先週; `which -1` is "last" and `near -1` "this past",
 * before a unit or a weekday; `part 18` is the evening, by the hour at which it begins, `part 15 3` one of three hours;
 * `mark` is a unit that follows the number of a year, month, day, hour or minute, as in 10月, and counts beside a
 * direction, as in 3日前.
 */
export type Meaning =
  | FeastMeaning
  | `day ${number}`
  | `period ${Unit} ${number}`
  | `${"which" | "near" | "number" | "ordinal" | "part" | "hour" | "weekday" | "month" | "quarter" | "half"} ${number}`
  | `count ${number} ${CountedUnit}`
  | `part ${number} ${number}`
  /** A day that has the same date each year: `date 12 25` is Christmas. */
  | `date ${number} ${number}`
  /** A day so many days after Easter Sunday. */
  | `easter ${number}`
  | `season ${1 | 2 | 3 | 4}`
  /** At least and at most so many, before a unit: "a few days". */
  | `few ${number} ${number}`
  | `half-of ${1 | 2}`
  | `half-of-month ${1 | 2}`
  /** A week by its place in a month; -1 is the last: "letzte Oktoberwoche". */
  | `week-of-month ${number}`
  | `same ${Same}`
  | `unit ${Unit}`
  | `mark ${Mark}`
  | `edge ${Edge}`
  | `era ${Era}`
  | `direction ${Direction}`
  | `bound ${Bound}`
  | "now"
  | "weekend"
  /** Monday to Friday. */
  | "weekdays"
  /** Noon, or the hour after it. */
  | "lunch"
  | "midnight"
  /** Before a number that is that of one of several: 第2週. */
  | "place"
  /** "The week before last", and "before last week". */
  | "before-last"
  /** "Over a week ago", and "over the weekend". */
  | "over"
  | "or"
  /** A sign between the ends of a range. */
  | "range"
  /** A filler, or between the ends of a range: "de 1 a 15". */
  | "to"
  /** Between two days, which have its article, as hours have not: "del 1 al 15". */
  | "to-day"
  /** Before the ends of a range, which `and` separates: "between May 5 and 9". */
  | "between"
  /** "Tra 3 giorni" is ahead. */
  | "between-or-ahead"
  /** Joins counts ("1 year and 2 months ago"), and ends of a range after `between`. */
  | "and"
  /** A part that lasts from midnight to noon: 午前. */
  | "forenoon"
  /** A filler after which a number without a unit is an hour: "desde las 9". */
  | "hour-article"
  /** The next number is an hour. */
  | "at"
  | "week-number"
  /** "Mañana": a morning beside a day, and tomorrow alone. */
  | "morning-or-tomorrow"
  | "half-past"
  /** Beside an hour, as 半 is after it: `minutes 15` is a quarter past, `minutes -30` the German "halb". */
  | `minutes ${number}`
  | "fiscal"
  /** The day that is named belongs to the time: "until October 15 inclusive". */
  | "inclusive"
  /** Of the last time until now, without another word of the last month: 最近. */
  | "recent"
  /** No exact time: "recently". */
  | "vague"
  /** A holiday that has another date in other countries. */
  | "national"
  /** A night of which nothing tells whether it is before or after midnight. */
  | "deep-night"
  /** Of several, as many as a number says, or else no exact time: "the last weeks". */
  | "plural"
  | "filler";

/**
 * `in` looks ahead beside a count ("in 3 days"); `within` looks to where the date may lie; `before` and `after` are
 * "ago" and "ahead" beside a count ("vor 3 Tagen"), and else bounds ("vor Montag"), `since` is "ago" or since,
 * `by` "ahead" or until, and `later` "ahead" or after.
 */
export type Direction = "ago" | "ahead" | "rolling" | "in" | "within" | "before" | "after" | "since" | "by" | "later";
/** `during` (今週中) may be either end. `after` a day begins with the next one. `by` is until a time to come. */
export type Bound = "since" | "after" | "until" | "by" | "before" | "during";

/** What may be the second meaning of a word. */
type SecondMeaning =
  | `${"part" | "weekday" | "month"} ${number}`
  | `part ${number} ${number}`
  | `count ${number} ${"month" | "hour" | "day"}`
  | `which ${number}`
  | `unit ${Unit}`
  | `edge ${Edge}`
  | `bound ${Bound}`
  | "mark day"
  | "weekend"
  | "weekdays"
  | `direction ${"within" | "ahead"}`
  | "plural"
  | "filler"
  | "at"
  | "recent"
  | "hour-article"
  | "to-day"
  | "now";

/**
 * Words by what they mean, separated by `|`. Two meanings of one word are joined by ` & `. The type of the first may be
 * any text: for each pair of meanings a type check takes three times as long.
 */
export type Words = { readonly [meaning in Meaning | `${string} & ${SecondMeaning}`]?: string };

export interface LanguageData {
  /** Time zones in which most people write it: there it is preferred if several languages read a text differently. */
  homeZones?: readonly string[];
  /** Whether the text may be of this language, by its letters. */
  letters: RegExp;
  words: Words;
  /** Those for times whose bounds nobody knows exactly. */
  inexact?: Words;
  /** From Monday on; names of one day are separated by spaces. */
  weekdays: readonly string[];
  /** From January on. Absent where months have numbers. */
  months?: readonly string[];
  /** From one on. */
  numbers: readonly string[];
  /** From first on. */
  ordinals?: readonly string[];
  /** What follows a number to make it an ordinal. */
  ordinalSuffixes?: readonly string[];
  /** Where words stand together without spaces; `parts`: only a part of the day after a day, as in "gisteravond". */
  joins?: "always" | "parts";
  /** Whether 3-11 beside a word is a date, as 3/11 is elsewhere. */
  hasDashes?: boolean;
  /** What 5/10/2026 means. `year-first` also takes 10/5 for a month and its day. */
  order: "day-first" | "unclear" | "year-first";
  /** Where the time zone tells what 5/10/2026 means, and the language doesn't. */
  orderHere?: "day-first" | "month-first" | undefined;
  /**
   * What "last Friday" and "next Friday" are, and the weekends: those of last and next week; the latest one, and that
   * of next week; or the latest one, and the coming one; or the latest one, and one of two.
   */
  whichWeekday: "of-weeks" | "next-of-week" | "next-coming" | "next-unclear";
  /** The first month of a fiscal year if the tenant has none. Quarters and halves are those of fiscal years then. */
  fiscalYearStart?: number;
}

export interface Language
  extends Omit<LanguageData, "words" | "inexact" | "weekdays" | "months" | "numbers" | "ordinals"> {
  /** The meanings of a word or phrase, as `foldText` makes it. */
  lexicon: ReadonlyMap<string, readonly Meaning[]>;
  longestWord: number;
}

/** Latin letters, or only digits and signs; the wave dash is Japanese. */
export const latin =
  /^[^\u301c\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Cyrillic}]*$/u;

/** A language by its tables of words. */
export function language(data: LanguageData): Language {
  const { words, inexact = {}, weekdays, months = [], numbers, ordinals = [], ...rules } = data;
  const lexicon = new Map<string, readonly Meaning[]>();
  const add = (meanings: readonly Meaning[], word: string) => lexicon.set(foldText(word), meanings);
  const addEach = (name: "weekday" | "month" | "number" | "ordinal", lists: readonly string[]) => {
    for (const [index, list] of lists.entries()) {
      for (const word of list.split(" ")) add([`${name} ${index + 1}`], word.replaceAll("_", " "));
    }
  };
  addEach("number", numbers);
  addEach("ordinal", ordinals);
  addEach("month", months);
  addEach("weekday", weekdays);
  for (const [meaning, list] of [words, inexact].flatMap(Object.entries<string | undefined>)) {
    for (const word of list?.split("|") ?? []) add(meaning.split(" & ") as Meaning[], word);
  }
  return { ...rules, lexicon, longestWord: Math.max(...[...lexicon.keys()].map(({ length }) => length)) };
}
