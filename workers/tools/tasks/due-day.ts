import { DateTime } from "luxon";
import { unixMsOf } from "#workers/tools/calendar/event-times.ts";
import type { GraphTimeInZone } from "#workers/tools/calendar/graph-event.ts";

/** A day on which a task is due, or was done. */
export interface DueDay {
  /** `2026-11-30` */
  day: string;
  /** Its first moment in the zone. */
  startMs: number;
}

const midnight = /T00:00(?::00(?:\.0+)?)?Z?$/;

/**
 * The day of a task's date. To Do keeps days as the midnight of the zone in which they were chosen, told in UTC; other
 * apps write the midnight of UTC, and Planner some time of the day. Undefined if it is no time.
 */
export function dueDay(time: GraphTimeInZone | string | null | undefined, zone: string): DueDay | undefined {
  const given = typeof time === "string" ? { dateTime: time } : time;
  const unixMs = unixMsOf(given);
  if (given == null || unixMs === undefined) return undefined;
  const local = DateTime.fromMillis(unixMs, { zone });
  const isDayThere = local.equals(local.startOf("day"));
  const day = !isDayThere && midnight.test(given.dateTime) ? given.dateTime.slice(0, 10) : local.toISODate();
  if (day === null) return undefined;
  const [year, month, date] = day.split("-").map(Number);
  const start = DateTime.fromObject({ year, month, day: date }, { zone });
  return start.isValid ? { day, startMs: start.toMillis() } : undefined;
}
