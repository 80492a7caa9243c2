import { DateTime } from "luxon";
import { ianaZone } from "#workers/tools/dates/zone-name.ts";
import type { GraphEvent, GraphTimeInZone } from "./graph-event.ts";

/** A time of day on a day, in a zone: `{ dateTime: "2026-11-24T10:00:00", timeZone: "Europe/Berlin" }`. */
export type TimeInZone = { dateTime: string; timeZone: string };

/** When an event is. An all-day event is days of the calendar, the same in every zone, and has no UTC times. */
export interface EventTimes {
  start?: TimeInZone;
  end?: TimeInZone;
  startUtc?: string;
  endUtc?: string;
}

/** Unix milliseconds of a time of Graph; undefined where its zone is not known. */
export function unixMsOf(time: GraphTimeInZone | null | undefined): number | undefined {
  if (!time) return undefined;
  const zone = ianaZone(time.timeZone || "UTC");
  if (zone === undefined) return undefined;
  const moment = DateTime.fromISO(time.dateTime, { zone });
  return moment.isValid ? moment.toMillis() : undefined;
}

/** The moment in a zone, to the second. */
export function timeInZone(unixMs: number, zone: string): TimeInZone {
  return { dateTime: DateTime.fromMillis(unixMs, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss"), timeZone: zone };
}

/** `2026-11-24T09:00:00Z` */
export function utcText(unixMs: number): string {
  return new Date(unixMs).toISOString().replace(/\.\d+Z$/, "Z");
}

/** The times of an event as callers see them, in the zone given and in UTC. */
export function eventTimes(event: Pick<GraphEvent, "start" | "end" | "isAllDay">, zone: string): EventTimes {
  const start = edge(event.start, event.isAllDay, zone);
  const end = edge(event.end, event.isAllDay, zone);
  return {
    ...(start && { start: start.local }),
    ...(end && { end: end.local }),
    ...(start?.utc && { startUtc: start.utc }),
    ...(end?.utc && { endUtc: end.utc }),
  };
}

function edge(
  time: GraphTimeInZone | null | undefined,
  isAllDay: boolean | null | undefined,
  zone: string,
): { local: TimeInZone; utc?: string } | undefined {
  if (!time) return undefined;
  if (isAllDay) return { local: { dateTime: `${dayOf(time)}T00:00:00`, timeZone: zone } };
  const unixMs = unixMsOf(time);
  if (unixMs !== undefined) return { local: timeInZone(unixMs, zone), utc: utcText(unixMs) };
  return { local: { dateTime: time.dateTime.replace(/\.0+$/, ""), timeZone: time.timeZone ?? "" } };
}

/** The day of an edge of an all-day event, which Graph gives as midnight in whatever zone it answers in. */
export function dayOf(time: GraphTimeInZone): string {
  return time.dateTime.slice(0, 10);
}
