import { DateTime } from "luxon";
import { hasOffset } from "./iso-date.ts";

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
    return localTime(DateTime.fromMillis(Date.parse(time), { zone: known })) ?? time;
  }
  const now = DateTime.fromMillis(nowMs, { zone: known, locale: "en" }).startOf("minute");
  const name = zone ?? "UTC; the user's time zone is not known: give dates with an offset";
  return { zone: known, local, now: `${now.toFormat("ccc")} ${localTime(now)} (${name})` };
}

/** Null for no time. */
function localTime(at: DateTime): string | null {
  return at.startOf("second").toISO({ suppressMilliseconds: true, suppressSeconds: true });
}
