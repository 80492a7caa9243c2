import type { DateTime } from "luxon";
import {
  type Asked,
  canMean,
  clockProblem,
  firstMoment,
  guessedTime,
  type NamedTime,
  type Problem,
  readIsoDate,
} from "./named-time.ts";
import { type Named, namedBy, startUntilNow } from "./word-patterns.ts";

/** A time, and the end that its words are for, whichever was asked for: "since Monday", "until Friday". */
export interface TimeInWords extends NamedTime {
  side?: "start" | "end";
}

/** Years in which mail, meetings and the papers in files lie. */
const years = { first: 1900, last: 2200 };
const notUnderstood = "is not understood as a date";

/**
 * The time that English or Japanese words name: docs/dates.md has all of them. Anything else, and what may mean two
 * times, is a problem.
 */
export function readDateWords(text: string, asked: Asked): TimeInWords | Problem {
  const words = inOneForm(text);
  const { now, edge } = asked;
  const start = startUntilNow(words, now);
  if (start !== undefined && edge === "end") return "lasts until now, so that it is for afterDateTime";
  const time = start === undefined ? timeWithBound(words, asked) : { start, end: now };
  if (typeof time === "string") return time;
  const isUsual = time.start.year >= years.first && time.end.year <= years.last;
  return isUsual ? time : `does not lie between ${years.first} and ${years.last}`;
}

/** Japanese needs no spaces, and か月 is written in many ways. */
function inOneForm(text: string): string {
  const words = text.toLowerCase();
  if (!/[\u3041-\u30ff\u4e00-\u9fff]/.test(words)) return words;
  return words.replace(/ (?!\d)|(?<!\d) /g, "").replace(/(?<=\d)[カヵケヶ箇](?=月)/g, "か");
}

const bounds: readonly (readonly [RegExp, "start" | "end"])[] = [
  [/^since (?=.)|(?:から|以降)$/, "start"],
  [/^until (?=.)|まで$/, "end"],
];

function timeWithBound(words: string, asked: Asked): TimeInWords | Problem {
  const [pattern, side] = bounds.find(([bound]) => bound.test(words)) ?? [];
  if (pattern === undefined || side === undefined) return timeOf(words, asked);
  const bare = words.replace(pattern, "");
  // What has lasted since January began in the past, in a calendar too.
  const tendency = words.startsWith("since ") ? "past" : asked.tendency;
  const time = readIsoDate(bare, asked.now.zoneName ?? "UTC") ?? timeOf(bare, { ...asked, tendency, edge: side });
  return typeof time === "string" ? time : { ...time, side };
}

function timeOf(words: string, asked: Asked): NamedTime | Problem {
  const { day, time } = splitTime(words);
  const named = namedBy(day, asked);
  if (typeof named === "string") return named;
  if (named === undefined || (time !== undefined && named.unit !== "day")) return notUnderstood;
  const times = named.starts.map((start) => (time ? timeOnDay(start, time) : wholeTime(start, named.unit)));
  const meant = named.repeats ? guessedTime(times, named.repeats, asked) : onlyOne(times);
  if (meant === undefined || typeof meant === "string") return meant ?? notUnderstood;
  return (time && timeProblem(meant, time)) ?? meant;
}

function onlyOne([first, second]: readonly NamedTime[]): NamedTime | Problem | undefined {
  return first && second ? canMean(first.start, second.start) : first;
}

function wholeTime(start: DateTime, unit: Named["unit"]): NamedTime {
  return { start, end: unit === "moment" ? start : firstMoment(start.plus({ [`${unit}s`]: 1 })) };
}

/** A time of the clock, or a part of the day, which has an end. */
interface TimeOfDay {
  hour: number;
  minute: number;
  endHour?: number;
}

type Groups = Readonly<Record<string, string | undefined>>;

const parts: Readonly<Record<string, TimeOfDay>> = {
  morning: { hour: 6, minute: 0, endHour: 12 },
  afternoon: { hour: 12, minute: 0, endHour: 18 },
  evening: { hour: 18, minute: 0, endHour: 24 },
  午前: { hour: 0, minute: 0, endHour: 12 },
  午後: { hour: 12, minute: 0, endHour: 18 },
};

/** Times after a day. Those of the 24-hour clock have two digits: 3:00 and 3時 may be in the afternoon. */
const timesAfterDay: readonly RegExp[] = [
  / (?<part>morning|afternoon|evening)$/,
  /の?(?<part>午[前後])$/,
  /(?: at)? (?<hour>0?[1-9]|1[0-2])(?::(?<minute>[0-5]\d))? ?(?<half>[ap])m$/,
  /の?午(?<half>[前後])(?<hour>0?\d|1[01])時(?:(?<minute>[0-5]?\d)分|(?<isHalfPast>半))?$/,
  /(?: at | |の|(?<=\p{L}))(?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d)$/u,
  /の?(?<=\p{L})(?<hour>0|1[3-9]|2[0-3])時(?:(?<minute>[0-5]?\d)分|(?<isHalfPast>半))?$/u,
];

/** Splits a text such as "yesterday at 3pm" into the day and its time. The time is undefined if there is none. */
function splitTime(text: string): { day: string; time: TimeOfDay | undefined } {
  for (const pattern of timesAfterDay) {
    const found = pattern.exec(text);
    if (found) return { day: text.slice(0, found.index), time: timeIn(found.groups ?? {}) };
  }
  return { day: text, time: undefined };
}

function timeIn({ part, hour, minute, half, isHalfPast }: Groups): TimeOfDay | undefined {
  if (part !== undefined) return parts[part];
  const isAfternoon = half === "p" || half === "後";
  const named = half === undefined ? Number(hour) : (Number(hour) % 12) + (isAfternoon ? 12 : 0);
  return { hour: named, minute: isHalfPast ? 30 : Number(minute ?? 0) };
}

function timeOnDay(dayStart: DateTime, { hour, minute, endHour }: TimeOfDay): NamedTime {
  const start = dayStart.set({ hour, minute });
  return { start, end: endHour === undefined ? start : dayStart.set({ hour: endHour }) };
}

function timeProblem({ start }: NamedTime, { hour, minute }: TimeOfDay): Problem | undefined {
  return clockProblem(start, [hour, minute].map((part) => String(part).padStart(2, "0")).join(":"));
}
