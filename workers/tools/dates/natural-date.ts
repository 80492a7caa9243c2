import type { ParsedComponents } from "chrono-node";
import { DateTime } from "luxon";
import { type DateTendency, inGuessedWeek, inGuessedYear, saysWhichOne } from "./guessed-date.ts";
import { counted, notUnderstood, parseDateWords } from "./parse-date-words.ts";
import { countedAgo, periodByWord } from "./period-words.ts";

export interface Now {
  nowMs: number;
  zone: string;
  /** Default `past`. */
  tendency?: DateTendency | undefined;
}

/**
 * The moment described by words, in the time zone: "yesterday", "2 hours ago", "letzte Woche", "昨日". A day, week
 * (starting on Monday), month or year stands for its first moment, and so does a part of a day, starting at 0, 6, 12 or
 * 18 hours. `tendency` completes a date without a year. If not every word is understood, or the text is too long, the
 * result is that, as the end of a sentence which begins with the text.
 */
export async function naturalDate(text: string, { nowMs, zone, tendency = "past" }: Now): Promise<DateTime | string> {
  const now = DateTime.fromMillis(nowMs, { zone });
  const period = periodByWord(text);
  if (period) return now.startOf(period.unit).plus({ [`${period.unit}s`]: period.shift });
  const ago = countedAgo(text);
  if (ago) return now.startOf("day").minus({ [`${ago.unit}s`]: ago.count });
  const parsed = await parseDateWords(text, now);
  if (typeof parsed === "string") return parsed;
  const { components, hour } = parsed;
  const moment = momentOf(components, { text, now, tendency, hour });
  if (moment === undefined) return notUnderstood;
  const isGuessed = components.isCertain("weekday") && !components.isCertain("day") && !saysWhichOne(text);
  return isGuessed ? inGuessedWeek(moment, now, tendency) : moment;
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
