import { DateTime } from "luxon";
import { type Asked, firstMoment, type Problem } from "./named-time.ts";

type Period = "week" | "month" | "quarter" | "year";

/** What words name, before it is decided which of several weeks or years they mean. */
export interface Named {
  /** How long the time is. */
  unit: "moment" | "day" | Period;
  /** All that the words may mean, or with `repeats` the same time of each week or year, in order. */
  starts: readonly DateTime[];
  repeats?: "week" | "year";
}

type Groups = Readonly<Record<string, string | undefined>>;
type Meaning = (groups: Groups, asked: Asked) => Named | Problem | undefined;

const patterns: readonly (readonly [RegExp, Meaning])[] = [
  [/^(?:now|今)$/, (_, { now }) => ({ unit: "moment", starts: [now] })],
  [/^(?:today|今日)$/, dayFromToday(0)],
  [/^(?:yesterday|昨日)$/, dayFromToday(-1)],
  [/^(?:tomorrow|明日)$/, dayFromToday(1)],
  [/^(?:(?:the )?day before yesterday|一昨日)$/, dayFromToday(-2)],
  [/^(?:(?:the )?day after tomorrow|明後日)$/, dayFromToday(2)],
  [/^(?<count>an?|\d{1,4}) (?<unit>minute|hour|day|week|month|year)s? ago$/, away(-1)],
  [/^(?<count>\d{1,4})(?<unit>分|時間|日|週間|か月|年)前$/, away(-1)],
  [/^in (?<count>an?|\d{1,4}) (?<unit>minute|hour|day|week|month|year)s?$/, away(1)],
  [/^(?<count>\d{1,4})(?<unit>分|時間|日|週間|か月|年)後$/, away(1)],
  [/^(?<which>last|this|next) (?<unit>week|month|quarter|year)$/, period],
  [/^(?<which>[先今来])(?<unit>[週月])$/, period],
  [/^(?<which>[去昨今来])(?<unit>年)$/, period],
  [/^(?<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)$/, weekday],
  [/^(?<weekday>[月火水木金土日])曜日?$/, weekday],
  [/^(?<which>[先今来])週の?(?<weekday>[月火水木金土日])曜日?$/, weekdayOfWeek],
  [/^(?<which>last|this|next) (?<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)$/, weekdayNearby],
  [/^(?<month>[a-z]{3,9})(?: (?<day>\d{1,2})(?:st|nd|rd|th)?)?(?:,? (?<year>\d{4}))?$/, ofYear],
  [/^(?<day>\d{1,2})(?:st|nd|rd|th)? (?<month>[a-z]{3,9})(?:,? (?<year>\d{4}))?$/, ofYear],
  [/^(?:(?<year>\d{4})年)?(?<month>\d{1,2})月(?:(?<day>\d{1,2})日)?$/, ofYear],
  [/^(?<year>\d{4})年$/, ofYear],
  [/^q(?<quarter>[1-4])(?: (?<year>\d{4}))?$/, ofYear],
  [/^(?<year>\d{4})[ -]?q(?<quarter>[1-4])$/, ofYear],
];

/** "Last 7 days", and words for another time that lasts until now. */
const untilNow: readonly RegExp[] = [
  /^(?:the )?(?:past|last) (?<count>\d{1,4}) (?<unit>minute|hour|day|week|month|year)s?$/,
  /^(?:過去|直近)(?<count>\d{1,4})(?<unit>分|時間|日|週|か月|年)間?$/,
];

/** What words name. Undefined if they have none of the known forms. */
export function namedBy(words: string, asked: Asked): Named | Problem | undefined {
  for (const [pattern, meaning] of patterns) {
    const found = pattern.exec(words);
    const named = found && meaning(found.groups ?? {}, asked);
    if (named) return named;
  }
  return undefined;
}

/** The start of the time until now that words name. Undefined if they name none. */
export function startUntilNow(words: string, now: DateTime): DateTime | undefined {
  if (words === "earlier today") return firstMoment(now);
  const found = untilNow.map((pattern) => pattern.exec(words)).find((each) => each !== null);
  return found && moved(now, found.groups ?? {}, -1).starts[0];
}

function dayFromToday(days: number): Meaning {
  return (_, { now }) => ({ unit: "day", starts: [firstMoment(now.plus({ days }))] });
}

function away(sign: 1 | -1): Meaning {
  return (groups, { now }) => moved(now, groups, sign);
}

const units: Readonly<Record<string, string>> = {
  分: "minute",
  時間: "hour",
  日: "day",
  週: "week",
  週間: "week",
  月: "month",
  か月: "month",
  年: "year",
};

/** Time so many units away: minutes and hours exactly, longer ones as a day. A month from the 31st may be the 30th. */
function moved(now: DateTime, { count = "", unit = "" }: Groups, sign: 1 | -1): Named {
  const name = units[unit] ?? unit;
  // "A week ago" has no digit.
  const there = now.plus({ [`${name}s`]: sign * (/\d/.test(count) ? Number(count) : 1) });
  const isExact = name === "minute" || name === "hour";
  return isExact ? { unit: "moment", starts: [there] } : { unit: "day", starts: [firstMoment(there)] };
}

const shifts: Readonly<Record<string, number>> = { last: -1, next: 1, 先: -1, 去: -1, 昨: -1, 来: 1 };

function period({ which = "", unit: name = "" }: Groups, { now }: Asked): Named {
  const unit = (units[name] ?? name) as Period;
  const there = now.startOf(unit).plus({ [`${unit}s`]: shifts[which] ?? 0 });
  return { unit, starts: [firstMoment(there, unit)] };
}

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** A weekday of this week (0), the last one (-1) or the next one (1). */
function ofWeek(now: DateTime, weekday: string, shift: number): DateTime {
  const inJapanese = "月火水木金土日".indexOf(weekday);
  const days = inJapanese >= 0 ? inJapanese : weekdays.indexOf(weekday.slice(0, 3));
  return firstMoment(now.startOf("week").plus({ weeks: shift, days }));
}

function weekday({ weekday: name = "" }: Groups, { now }: Asked): Named {
  return { unit: "day", starts: [-1, 0, 1].map((shift) => ofWeek(now, name, shift)), repeats: "week" };
}

function weekdayOfWeek({ which = "", weekday: name = "" }: Groups, { now }: Asked): Named {
  return { unit: "day", starts: [ofWeek(now, name, shifts[which] ?? 0)] };
}

/** "Next Friday" is that of next week for some, and for others the coming one. */
function weekdayNearby({ which = "", weekday: name = "" }: Groups, { now, tendency }: Asked): Named {
  const today = firstMoment(now);
  const own = ofWeek(now, name, shifts[which] ?? 0);
  const ofThisWeek = ofWeek(now, name, 0);
  const isOver = ofThisWeek < today;
  const starts = [own];
  if ((which === "last" && isOver) || (which === "next" && ofThisWeek > today)) starts.push(ofThisWeek);
  if (which === "this" && isOver && tendency !== "past") starts.push(ofWeek(now, name, 1));
  return { unit: "day", starts };
}

const months = "january february march april may june july august september october november december".split(" ");

/** Month from 1; 0 for another word. "Sept" is one, "Mar" isn't: it is Tuesday in Spanish, French and Italian. */
function monthNumber(name: string): number {
  if (/^\d/.test(name)) return Number(name);
  return 1 + (name === "mar" ? -1 : months.findIndex((month) => month.startsWith(name)));
}

/** A day, month or quarter, of a named year or of each, or a year. */
function ofYear({ year, quarter, month, day }: Groups, { now }: Asked): Named | Problem | undefined {
  const first = quarter === undefined ? monthNumber(month ?? "1") : 3 * Number(quarter) - 2;
  if (first === 0) return undefined;
  const years = year === undefined ? [-1, 0, 1].map((shift) => now.year + shift) : [Number(year)];
  const starts = years.map((each) =>
    DateTime.fromObject({ year: each, month: first, day: Number(day ?? 1) }, { zone: now.zone }),
  );
  const missing = years.filter((_, at) => !starts[at]?.isValid);
  if (missing.length > 0) return `does not exist in ${missing.join(" or ")}`;
  const unit = day ? "day" : month ? "month" : quarter ? "quarter" : "year";
  return { unit, starts: starts.map((start) => firstMoment(start)), ...(year === undefined && { repeats: "year" }) };
}
