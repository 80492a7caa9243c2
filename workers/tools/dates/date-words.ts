import type { DateTime } from "luxon";
import { type Asked, guessedTime } from "./guessed-date.ts";
import { readIsoDate } from "./iso-date.ts";
import { canMean, firstMoment, type NamedTime, type Problem } from "./named-time.ts";
import { splitTime, timeOnDay, timeProblem } from "./time-of-day.ts";
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
