import * as chrono from "chrono-node";
import { DateTime } from "luxon";
import { type DateTendency, inGuessedWeek, inGuessedYear, saysWhichOne } from "./guessed-date.ts";
import { countedAgo, periodByWord } from "./period-words.ts";

const locales = [
  chrono.en,
  chrono.de,
  chrono.fr,
  chrono.es,
  chrono.pt,
  chrono.it,
  chrono.nl,
  chrono.sv,
  chrono.ru,
  chrono.uk,
  chrono.ja,
  chrono.zh,
  chrono.vi,
  chrono.fi,
];

/** Enough for a date with its time. Texts with many numbers take chrono up to 70 ms to parse. */
const maxDigits = 14;

/** The tag that chrono gives to "2 months ago", and also to "next month". */
const counted = "result/relativeDate";
/** The hour that chrono implies for a date without a time. */
const impliedHour = 12;
/** The length of night, morning, afternoon and evening. */
const partHours = 6;

type Locale = (typeof locales)[number];

export interface Now {
  nowMs: number;
  zone: string;
  /** Default `past`. */
  tendency?: DateTendency | undefined;
}

/**
 * The moment described by words, in the time zone: "yesterday", "2 hours ago", "letzte Woche", "昨日". A day, week
 * (starting on Monday), month or year stands for its first moment, and so does a part of a day, starting at 0, 6, 12 or
 * 18 hours. `tendency` completes a date without a year. Undefined unless every word is understood.
 */
export function naturalDate(text: string, { nowMs, zone, tendency = "past" }: Now): DateTime | undefined {
  const now = DateTime.fromMillis(nowMs, { zone });
  const period = periodByWord(text);
  if (period) return now.startOf(period.unit).plus({ [`${period.unit}s`]: period.shift });
  const ago = countedAgo(text);
  if (ago) return now.startOf("day").minus({ [`${ago.unit}s`]: ago.count });
  if ((text.match(/\d/g) ?? []).length > maxDigits) return undefined;
  for (const locale of locales) {
    const parsed = parseWhole(locale, text, now);
    if (!parsed) continue;
    const moment = momentOf(parsed, { text, now, tendency, hour: hourOf(parsed, { locale, text, now }) });
    const isGuessed = parsed.isCertain("weekday") && !parsed.isCertain("day") && !saysWhichOne(text);
    return moment && isGuessed ? inGuessedWeek(moment, now, tendency) : moment;
  }
  return undefined;
}

interface Words {
  text: string;
  now: DateTime;
}

function parseWhole(locale: Locale, text: string, now: DateTime): chrono.ParsedComponents | undefined {
  const [result, ...others] = locale.casual.parse(text, { instant: now.toJSDate(), timezone: now.offset });
  return result && others.length === 0 && result.text.length === text.length ? result.start : undefined;
}

/** The hour in the text, or the first hour of the part of the day that it names. */
function hourOf(
  parsed: chrono.ParsedComponents,
  { locale, text, now }: Words & { locale: Locale },
): number | undefined {
  const hour = parsed.get("hour");
  if (hour === null || parsed.isCertain("hour")) return hour ?? undefined;
  if (hour === impliedHour || parsed.tags().has(counted)) return undefined;
  // Without an hour in the text chrono implies the current one, which differs when parsed at another time of day.
  const atAnotherHour = parseWhole(locale, text, now.set({ hour: (now.hour + 5) % 24 }));
  return atAnotherHour?.get("hour") === hour ? hour - (hour % partHours) : undefined;
}

function momentOf(
  parsed: chrono.ParsedComponents,
  { text, now, tendency, hour }: Words & { tendency: DateTendency; hour: number | undefined },
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
