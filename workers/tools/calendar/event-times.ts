import { DateTime } from "luxon";
import { ianaZone } from "#workers/tools/dates/graph-zone.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { GraphEvent, GraphTimeInZone } from "./graph-event.ts";

/** A local time and its zone: `{ dateTime: "2026-11-24T10:00:00", timeZone: "Europe/Berlin" }`. */
export type TimeInZone = { dateTime: string; timeZone: string };

/** Graph's times have 27 characters: `2026-11-24T10:00:00.0000000`. */
const maxTimeLength = 40;

/** Converts a time of Graph to Unix milliseconds. Undefined if it is none, or its zone is unknown. */
export function unixMsOf(time: GraphTimeInZone | null | undefined): number | undefined {
  if (!time || time.dateTime.length > maxTimeLength) return undefined;
  const zone = ianaZone(time.timeZone || "UTC");
  if (zone === undefined) return undefined;
  const moment = DateTime.fromISO(time.dateTime, { zone });
  return moment.isValid ? moment.toMillis() : undefined;
}

/** The local time of a moment in a zone, in whole seconds. */
export function timeInZone(unixMs: number, zone: string): TimeInZone {
  return { dateTime: DateTime.fromMillis(unixMs, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss"), timeZone: zone };
}

/** A moment in UTC, in whole seconds: `2026-11-24T09:00:00Z`. */
export function utcText(unixMs: number): string {
  return new Date(unixMs).toISOString().replace(/\.\d+Z$/, "Z");
}

/**
 * The times of an event as callers see them, in the given zone and in UTC. All-day events are on the same dates in
 * every zone, and have no UTC times.
 */
export function eventTimes(event: Pick<GraphEvent, "start" | "end" | "isAllDay">, zone: string) {
  const start = edge(event.start, event.isAllDay, zone);
  const end = edge(event.end, event.isAllDay, zone);
  return {
    ...(start && { start: start.local }),
    ...(end && { end: end.local }),
    ...(start?.utc && { startUtc: start.utc }),
    ...(end?.utc && { endUtc: end.utc }),
  };
}

/**
 * The times of an event with their offset: `2026-11-24T10:00+01:00`. Of an all-day event the first day, and the last
 * one where it is another.
 */
export function shortTimes(
  event: Pick<GraphEvent, "start" | "end" | "isAllDay">,
  zone: string,
): { start?: string; end?: string } {
  const { start, end } = eventTimes(event, zone);
  if (!event.isAllDay) return withoutEmpty({ start: shortTime(start, zone), end: shortTime(end, zone) });
  const [first, after] = [start, end].map((time) => time && DateTime.fromISO(time.dateTime.slice(0, 10)));
  const last = after?.minus({ days: 1 }).toISODate();
  return withoutEmpty({ start: first?.toISODate(), end: last === first?.toISODate() ? undefined : last });
}

/** A time whose zone is not known stays as it is. */
function shortTime(time: TimeInZone | undefined, zone: string): string | undefined {
  if (time === undefined) return undefined;
  const at = time.timeZone === zone ? DateTime.fromISO(time.dateTime, { zone }) : undefined;
  return at?.toISO({ suppressMilliseconds: true, suppressSeconds: true }) ?? `${time.dateTime} ${time.timeZone}`.trim();
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

/** The date of the start or end of an all-day event, which Graph gives as midnight in the zone of its answer. */
export function dayOf(time: GraphTimeInZone): string {
  return time.dateTime.slice(0, 10);
}
