import { IANAZone } from "luxon";
import { dayMs, hasOffset } from "./named-time.ts";

/** Tells times as the clock on a person's wall does. */
export interface PersonClock {
  /** The IANA name of the person's time zone. `UTC` when it is not known. */
  zone: string;
  /**
   * A moment in the person's zone, with its offset: `2026-03-03T09:00+01:00`, and seconds where there are any. A date
   * without a time, and what is no time, stay as they are.
   */
  local(time: string): string;
  local(time: string | null | undefined): string | undefined;
  /** What time it is: `Mon 2026-11-30T14:05+01:00 (Europe/Berlin)`. Says so where the zone is not known. */
  now: string;
}

/** @param zone an IANA name; null if the person's zone is not known, which makes all times UTC */
export function personClock(zone: string | null, nowMs: number): PersonClock {
  const known = zone ?? "UTC";
  function local(time: string): string;
  function local(time: string | null | undefined): string | undefined;
  function local(time: string | null | undefined) {
    if (!time || !hasOffset(time)) return time ?? undefined;
    const unixMs = Date.parse(time);
    return Number.isNaN(unixMs) ? time : localTime(unixMs, known);
  }
  const minuteMs = nowMs - (nowMs % 60_000);
  const weekday = new Date(minuteMs + offsetMinutes(minuteMs, known) * 60_000).toUTCString().slice(0, 3);
  const name = zone ?? "UTC; the user's time zone is not known: give dates with an offset";
  return { zone: known, local, now: `${weekday} ${localTime(minuteMs, known)} (${name})` };
}

/** Offsets by zone and day of UTC; undefined where they change within that day. Asking Intl takes 10 µs a time. */
const offsets = new Map<string, { minutes: number | undefined }>();
const maxOffsets = 5_000;

function offsetMinutes(unixMs: number, zone: string): number {
  const day = Math.floor(unixMs / dayMs);
  const key = `${zone} ${day}`;
  const known = offsets.get(key);
  if (known?.minutes !== undefined) return known.minutes;
  const at = (ms: number) => IANAZone.create(zone).offset(ms);
  if (known === undefined) {
    const [start, end] = [at(day * dayMs), at((day + 1) * dayMs)];
    if (offsets.size >= maxOffsets) offsets.clear();
    offsets.set(key, { minutes: start === end ? start : undefined });
  }
  return at(unixMs);
}

const twoDigits = (number: number) => String(number).padStart(2, "0");

/** Time in ISO 8601, without seconds where there are none. */
function localTime(unixMs: number, zone: string): string {
  const minutes = offsetMinutes(unixMs, zone);
  const text = new Date(unixMs + minutes * 60_000).toISOString();
  const shown = text.slice(0, text.slice(16, 19) === ":00" ? 16 : 19);
  if (zone === "UTC") return `${shown}Z`;
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${shown}${minutes < 0 ? "-" : "+"}${twoDigits(hours)}:${twoDigits(rest)}`;
}
