import { IANAZone } from "luxon";
import { WINDOWS_TO_IANA_MAP } from "windows-iana";

/** Of zones that share all offsets, the one in which most people live and work. */
const bestKnown = [
  "America/Los_Angeles",
  "America/Denver",
  "America/Chicago",
  "America/New_York",
  "America/Halifax",
  "America/Sao_Paulo",
  "Europe/London",
  "Europe/Berlin",
  "Europe/Bucharest",
  "Europe/Moscow",
  "Africa/Lagos",
  "Africa/Johannesburg",
  "Asia/Dubai",
  "Asia/Karachi",
  "Asia/Kolkata",
  "Asia/Dhaka",
  "Asia/Bangkok",
  "Asia/Shanghai",
  "Asia/Tokyo",
  "Australia/Sydney",
];

/** Exchange and the zone database may differ in the hour of a change. */
const toleranceMs = 3 * 3_600_000;
const dayMs = 24 * 3_600_000;

/** Every zone that Outlook offers, best known first. */
const candidates = [
  ...new Set([
    ...bestKnown,
    ...WINDOWS_TO_IANA_MAP.filter(({ territory }) => territory === "001").flatMap(({ iana }) => iana),
  ]),
];

/**
 * The IANA name of a zone with these offsets (minutes east of UTC) all through this year and the next one, or at least
 * this year: the rules of some zones are set for a year at a time. Undefined if there is none.
 */
export function zoneWithOffsets(offset: (unixMs: number) => number, nowMs: number): string | undefined {
  const year = new Date(nowMs).getUTCFullYear();
  return (
    candidates.find((name) => agrees(name, offset, year) && agrees(name, offset, year + 1)) ??
    candidates.find((name) => agrees(name, offset, year))
  );
}

/** Whether two zones have the same offset all through a year, except for some hours at a change. */
function agrees(name: string, offset: (unixMs: number) => number, year: number): boolean {
  const zone = IANAZone.create(name);
  for (const unixMs of momentsOf(year)) {
    const wanted = offset(unixMs);
    if (zone.offset(unixMs) === wanted) continue;
    const isAtChange = offset(unixMs - toleranceMs) !== wanted || offset(unixMs + toleranceMs) !== wanted;
    if (!isAtChange) return false;
  }
  return true;
}

/** The quarters first, then every two weeks, on which nearly all zones differ, then every half day of the year. */
function* momentsOf(year: number): Generator<number> {
  for (const stepMs of [90 * dayMs, 15 * dayMs, dayMs / 2]) {
    for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += stepMs) yield at;
  }
}
