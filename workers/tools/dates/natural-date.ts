import type { ParsedComponents } from "chrono-node";
import { DateTime } from "luxon";
import { type DateTendency, inGuessedWeek, inGuessedYear, saysWhichOne } from "./guessed-date.ts";
import { counted, notUnderstood, parseDateWords } from "./parse-date-words.ts";
import { readPhrase } from "./phrases/read-phrase.ts";
import { tooManyWords } from "./word-limit.ts";

export interface Now {
  nowMs: number;
  zone: string;
  /** Default `past`. */
  tendency?: DateTendency | undefined;
  /** Which end of a range the date is. Default `start`. */
  edge?: "start" | "end" | undefined;
  /** Of an end: whether the start is given, too. */
  hasStart?: boolean | undefined;
  /** The first month of the tenant's fiscal year, where it is known. */
  fiscalYearStart?: number | undefined;
}

/** What words mean: one moment of the time that they name, and the first moment after that time. */
export interface NaturalDate {
  at: DateTime;
  end: DateTime;
  /** The other end, if the words name both ends of a range. */
  other?: DateTime;
  /** The end that the words are for, whichever was asked for: "since Monday", "until Friday". */
  side?: "start" | "end";
}

const dayOrMonthFirst = /(?<![\d/:-])(\d{1,2})[/-](\d{1,2})(?:[/-]\d{2,4})?(?![\d/:-])/;

/**
 * The moment described by words, in the time zone: "yesterday", "2 hours ago", "letzte Woche", "昨日". A day, week
 * (starting on Monday), month or year stands for its first moment, and so does a part of a day. The end of a month
 * stands for the first moment after it if `edge` is `end`, and what "until" or "after" names is over; of a text that
 * names both ends, `edge` is the one that counts. `tendency` completes a date without a year. If not every word is
 * understood, or the text is ambiguous or too long, the result is that, as the end of a sentence which begins with the
 * text.
 */
export async function naturalDate(text: string, options: Now): Promise<NaturalDate | string> {
  const { nowMs, zone, tendency = "past", edge = "start", hasStart = false, fiscalYearStart } = options;
  const now = DateTime.fromMillis(nowMs, { zone });
  const tooMany = tooManyWords(text);
  if (tooMany !== undefined) return tooMany;
  const phrase = readPhrase(text, { now, tendency, edge, hasStart, fiscalYearStart });
  if (phrase !== undefined) return "problem" in phrase ? phrase.problem : phrase;
  const [, first, second] = dayOrMonthFirst.exec(text) ?? [];
  if (first !== undefined && first !== second && Number(first) <= 12 && Number(second) <= 12) {
    return "can mean two dates (day or month first)";
  }
  return await dateInOtherLanguage(text, now, tendency);
}

/** A date in a language without tables of words, or with a time zone, or in a form that mail programs write. */
async function dateInOtherLanguage(text: string, now: DateTime, tendency: DateTendency): Promise<NaturalDate | string> {
  const parsed = await parseDateWords(text, now);
  if (typeof parsed === "string") return parsed;
  const { components, hour } = parsed;
  const moment = momentOf(components, { text, now, tendency, hour });
  if (moment === undefined) return notUnderstood;
  const isGuessed = components.isCertain("weekday") && !components.isCertain("day") && !saysWhichOne(text);
  const at = isGuessed ? inGuessedWeek(moment, now, tendency) : moment;
  return hour === undefined ? wholeDay(at) : { at, end: at };
}

function wholeDay(at: DateTime): NaturalDate {
  return { at, end: at.plus({ days: 1 }) };
}

function momentOf(
  parsed: ParsedComponents,
  { text, now, tendency, hour }: { text: string; now: DateTime; tendency: DateTendency; hour: number | undefined },
): DateTime | undefined {
  const hasTime = parsed.isCertain("hour");
  const hasMonth = parsed.isCertain("month");
  // "In 2 months" means a day, "next month" a month.
  const isCounted = parsed.tags().has(counted) && (/\d/.test(text) || !saysWhichOne(text));
  const hasDay = parsed.isCertain("day") || parsed.isCertain("weekday") || isCounted || hour !== undefined;
  if (hasTime && parsed.isCertain("timezoneOffset")) return DateTime.fromJSDate(parsed.date(), { zone: now.zone });
  if (!hasDay && !hasMonth && !parsed.isCertain("year")) return undefined;
  const moment = DateTime.fromObject(
    {
      year: parsed.get("year") ?? now.year,
      month: hasDay || hasMonth ? (parsed.get("month") ?? 1) : 1,
      day: hasDay ? (parsed.get("day") ?? 1) : 1,
      hour: hour ?? 0,
      minute: hasTime ? (parsed.get("minute") ?? 0) : 0,
      second: hasTime ? (parsed.get("second") ?? 0) : 0,
    },
    { zone: now.zone },
  );
  if (!hasMonth || parsed.isCertain("year")) return moment;
  return inGuessedYear(moment, now, { tendency, unit: hasDay ? "day" : "month" });
}
