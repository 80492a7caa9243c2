import * as chrono from "chrono-node";
import { DateTime } from "luxon";
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

/** Which year, or week, a date without one is in: mail has been received, a meeting is to come, an event may be either. */
export type DateTendency = "past" | "nearest" | "future";

/** A date with its time has fewer; over many numbers the library thinks for 70 ms. */
const maxDigits = 14;

export interface Now {
  nowMs: number;
  zone: string;
  /** Default `past`. */
  tendency?: DateTendency | undefined;
}

/**
 * The moment that words name, in the time zone: "yesterday", "2 hours ago", "letzte Woche", "昨日". A day, week
 * (Monday first), month or year stands for its first moment. A date without a year is one as `tendency` says.
 * Undefined when not every word is understood.
 */
export function naturalDate(text: string, { nowMs, zone, tendency = "past" }: Now): DateTime | undefined {
  const now = DateTime.fromMillis(nowMs, { zone });
  const period = periodByWord(text);
  if (period) return now.startOf(period.unit).plus({ [`${period.unit}s`]: period.shift });
  const ago = countedAgo(text);
  if (ago) return now.startOf("day").minus({ [`${ago.unit}s`]: ago.count });
  const reference = { instant: now.toJSDate(), timezone: now.offset };
  if ((text.match(/\d/g) ?? []).length > maxDigits) return undefined;
  for (const locale of locales) {
    const [result, ...others] = locale.casual.parse(text, reference);
    if (result && others.length === 0 && result.text.length === text.length) {
      const moment = momentOf(result.start, now, tendency);
      return moment && isBareWeekday(result.start, text) ? inGuessedWeek(moment, now, tendency) : moment;
    }
  }
  return undefined;
}

function momentOf(parsed: chrono.ParsedComponents, now: DateTime, tendency: DateTendency): DateTime | undefined {
  const hasDay = parsed.isCertain("day") || parsed.isCertain("weekday");
  const hasTime = parsed.isCertain("hour");
  const hasMonth = parsed.isCertain("month");
  if (hasTime && parsed.isCertain("timezoneOffset")) return DateTime.fromJSDate(parsed.date(), { zone: now.zone });
  if (!hasDay && !hasTime && !hasMonth && !parsed.isCertain("year")) return undefined;
  const onDay = hasDay || hasTime;
  const moment = DateTime.fromObject(
    {
      year: parsed.get("year") ?? now.year,
      month: onDay || hasMonth ? (parsed.get("month") ?? 1) : 1,
      day: onDay ? (parsed.get("day") ?? 1) : 1,
      hour: hasTime ? (parsed.get("hour") ?? 0) : 0,
      minute: hasTime ? (parsed.get("minute") ?? 0) : 0,
      second: hasTime ? (parsed.get("second") ?? 0) : 0,
    },
    { zone: now.zone },
  );
  return hasMonth && !parsed.isCertain("year") ? inGuessedYear(moment, now, tendency) : moment;
}

/** A weekday without a word such as "next" before it, of which the library takes the nearest. */
function isBareWeekday(parsed: chrono.ParsedComponents, text: string): boolean {
  return parsed.isCertain("weekday") && !parsed.isCertain("day") && !/^\P{White_Space}+\s+\p{L}/u.test(text);
}

function inGuessedWeek(moment: DateTime, now: DateTime, tendency: DateTendency): DateTime {
  if (tendency === "past" && moment > now) return moment.minus({ weeks: 1 });
  return tendency === "future" && moment < now.startOf("day") ? moment.plus({ weeks: 1 }) : moment;
}

function inGuessedYear(moment: DateTime, now: DateTime, tendency: DateTendency): DateTime {
  const [last, next] = moment > now ? [moment.minus({ years: 1 }), moment] : [moment, moment.plus({ years: 1 })];
  if (tendency === "past") return last;
  const lastIsToCome = last >= now.startOf("day");
  if (tendency === "future") return lastIsToCome ? last : next;
  return now.diff(last) <= next.diff(now) ? last : next;
}
