import type { DateTime } from "luxon";

/** Which year, or week, a date without one is in: mail has been received, a meeting is to come, an event may be either. */
export type DateTendency = "past" | "nearest" | "future";

const stems =
  "last|past|this|next|previous|coming|letzt|vorig|vergangen|dies|nächst|kommend|derni|ce(?!\\p{L})|cette|proch|pasad|" +
  "pr[óo]xim|est[ae](?!\\p{L})|passad|scors|prossim|quest|afgelopen|deze|volgend|komend|förra|nästa|denna|прошл|" +
  "следующ|эт|минул|наступн|цьог|viime|ensi|tämä|tới|này|trước";
const modifier = new RegExp(`(?<!\\p{L})(?:${stems})|[上下这這今先来來本]`, "iu");

/** Whether the text says which one of several weeks, months or years it means: "next", "dernier", "прошлый". */
export function saysWhichOne(text: string): boolean {
  return modifier.test(text);
}

/** A weekday in the week that is meant, of one in this week or the nearest. */
export function inGuessedWeek(moment: DateTime, now: DateTime, tendency: DateTendency): DateTime {
  if (tendency === "past" && moment > now) return moment.minus({ weeks: 1 });
  return tendency === "future" && moment < now.startOf("day") ? moment.plus({ weeks: 1 }) : moment;
}

/** A day in the year that is meant, of one in any year; a month that is not over yet is to come. */
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
