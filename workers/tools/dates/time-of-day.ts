import type { DateTime } from "luxon";
import { clockProblem, type NamedTime, type Problem } from "./named-time.ts";

/** A time of the clock, or a part of the day, which has an end. */
export interface TimeOfDay {
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
export function splitTime(text: string): { day: string; time: TimeOfDay | undefined } {
  for (const pattern of timesAfterDay) {
    const found = pattern.exec(text);
    if (found) return { day: text.slice(0, found.index), time: timeOf(found.groups ?? {}) };
  }
  return { day: text, time: undefined };
}

function timeOf({ part, hour, minute, half, isHalfPast }: Groups): TimeOfDay | undefined {
  if (part !== undefined) return parts[part];
  const isAfternoon = half === "p" || half === "後";
  const named = half === undefined ? Number(hour) : (Number(hour) % 12) + (isAfternoon ? 12 : 0);
  return { hour: named, minute: isHalfPast ? 30 : Number(minute ?? 0) };
}

/** A time on a day that starts there. */
export function timeOnDay(dayStart: DateTime, { hour, minute, endHour }: TimeOfDay): NamedTime {
  const start = dayStart.set({ hour, minute });
  return { start, end: endHour === undefined ? start : dayStart.set({ hour: endHour }) };
}

export function timeProblem({ start }: NamedTime, { hour, minute }: TimeOfDay): Problem | undefined {
  return clockProblem(start, [hour, minute].map((part) => String(part).padStart(2, "0")).join(":"));
}
