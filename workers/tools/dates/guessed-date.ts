import type { DateTime } from "luxon";

/**
 * How to complete a date without a year or week: mail lies in the past, new meetings in the future, events in either.
 */
export type DateTendency = "past" | "nearest" | "future";

const stems =
  "last|past|this|next|previous|coming|letzt|vorig|vergangen|dies|nächst|kommend|derni|ce(?!\\p{L})|cette|proch|" +
  "pasad|pr[óo]xim|est[ae](?!\\p{L})|passad|scors|prossim|quest|afgelopen|deze|volgend|komend|förra|nästa|denna|" +
  "прошл|следующ|эт|минул|наступн|цьог|viime|ensi|tämä|tới|này|trước";
const modifier = new RegExp(`(?<!\\p{L})(?:${stems})|[上下这這今先来來本]`, "iu");

/** Whether the text names one of several weeks, months or years: "next", "dernier", "прошлый". */
export function saysWhichOne(text: string): boolean {
  return modifier.test(text);
}

/** Moves a weekday of the current or nearest week into the week that is meant. */
export function inGuessedWeek(moment: DateTime, now: DateTime, tendency: DateTendency): DateTime {
  if (tendency === "past" && moment > now) return moment.minus({ weeks: 1 });
  return tendency === "future" && moment < now.startOf("day") ? moment.plus({ weeks: 1 }) : moment;
}

/** Moves a day or month into the year that is meant. The current month counts as future. */
export function inGuessedYear(
  moment: DateTime,
  now: DateTime,
  { tendency, unit }: { tendency: DateTendency; unit: "day" | "month" },
): DateTime {
  const [last, next] = moment > now ? [moment.minus({ years: 1 }), moment] : [moment, moment.plus({ years: 1 })];
  if (tendency === "past") return last;
  const lastIsToCome = last.startOf(unit) >= now.startOf(unit);
  if (tendency === "future") return lastIsToCome ? last : next;
  return now.diff(last) <= next.diff(now) ? last : next;
}
