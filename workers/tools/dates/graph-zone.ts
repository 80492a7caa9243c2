import { IANAZone, Settings } from "luxon";
import { findIana, WINDOWS_TO_IANA_MAP } from "windows-iana";
import { z } from "zod";
import { numbers, texts } from "#workers/tools/graph-values.ts";
import { dayMs } from "./named-time.ts";

/** Zones in which most people live and work, each among all that share its offsets. */
const bestKnown = (
  "America/Los_Angeles America/Denver America/Chicago America/New_York America/Halifax America/Sao_Paulo " +
  "Europe/London Europe/Berlin Europe/Bucharest Europe/Moscow Africa/Lagos Africa/Johannesburg Asia/Dubai " +
  "Asia/Karachi Asia/Kolkata Asia/Dhaka Asia/Bangkok Asia/Shanghai Asia/Tokyo Australia/Sydney"
).split(" ");

/** Exchange and the zone database may differ in the hour of a change. */
const toleranceMs = 3 * 3_600_000;

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
function zoneWithOffsets(offset: (unixMs: number) => number, nowMs: number): string | undefined {
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

/** Minutes east of UTC at a moment in Unix milliseconds. */
export type ZoneOffset = (unixMs: number) => number;

const minuteMs = 60_000;

const transition = z.object({ ...texts("time", "dayOfWeek"), ...numbers("dayOccurrence", "month") });
type Transition = z.infer<typeof transition>;

/**
 * Graph's `timeZoneBase`, or a `customTimeZone` with its own rules.
 * https://learn.microsoft.com/graph/api/resources/customtimezone
 */
export const graphZone = z.object({
  ...texts("name"),
  ...numbers("bias"),
  standardOffset: transition.nullish(),
  daylightOffset: transition.extend(numbers("daylightBias")).nullish(),
});
export type GraphZone = z.infer<typeof graphZone>;

/** The IANA name of a zone of Graph, for a zone without a known name by its rules. Undefined if neither is known. */
export function ianaZoneOf(zone: GraphZone, nowMs: number): string | undefined {
  const named = zone.name ? ianaZone(zone.name) : undefined;
  if (named !== undefined) return named;
  return zoneByRules(zone, nowMs);
}

/** What takes 12 ms to look up, more than all else that a call does. The rules, all numbers, are those of countries. */
const namesByRules = new Map<string, string | undefined>();

function zoneByRules(zone: GraphZone, nowMs: number): string | undefined {
  const offset = offsetByRules(zone);
  if (offset === undefined) return undefined;
  const { bias, standardOffset, daylightOffset } = zone;
  const changes = [changeOf(standardOffset), changeOf(daylightOffset)];
  const year = new Date(nowMs).getUTCFullYear();
  const rules = JSON.stringify([bias, daylightOffset?.daylightBias, changes, year]);
  if (!namesByRules.has(rules)) {
    if (namesByRules.size === maxNames) namesByRules.clear();
    namesByRules.set(rules, zoneWithOffsets(offset, nowMs));
  }
  return namesByRules.get(rules);
}

/** The offsets of a zone of Graph. Undefined for a zone with an unknown name and without rules. */
export function zoneOffset(zone: GraphZone): ZoneOffset | undefined {
  const name = zone.name ? ianaZone(zone.name) : undefined;
  return name === undefined ? offsetByRules(zone) : ianaOffset(name);
}

/** Undefined for incomplete rules. In a zone without daylight saving time they are absent or have no month. */
function offsetByRules({ bias, standardOffset, daylightOffset }: GraphZone): ZoneOffset | undefined {
  if (bias == null) return undefined;
  if (!standardOffset?.month && !daylightOffset?.month) return () => eastOf(bias);
  const standard = changeOf(standardOffset);
  const daylight = changeOf(daylightOffset);
  if (standard === undefined || daylight === undefined || daylightOffset?.daylightBias == null) return undefined;
  const { daylightBias } = daylightOffset;
  const winter = eastOf(bias, daylightBias);
  const summer = eastOf(bias + daylightBias, daylightBias);
  return (unixMs) => {
    const year = new Date(unixMs + winter * minuteMs).getUTCFullYear();
    const begins = momentOf(daylight, year, winter);
    const ends = momentOf(standard, year, summer);
    const isSummer = begins < ends ? unixMs >= begins && unixMs < ends : unixMs >= begins || unixMs < ends;
    return isSummer ? summer : winter;
  };
}

/**
 * A bias in minutes east of UTC. Microsoft's example of getSchedule counts biases west of UTC, as Exchange and Windows
 * do, though the property's description says east. The sign of the daylight bias tells them apart: clocks go forward.
 */
function eastOf(bias: number, daylightBias = 0): number {
  return daylightBias > 0 ? bias : -bias;
}

interface Change {
  minutes: number;
  month: number;
  weekday: number;
  /** 5 means the last one. */
  occurrence: number;
}

function changeOf(transition: Transition | null | undefined): Change | undefined {
  const { time, month, dayOfWeek, dayOccurrence: occurrence } = transition ?? {};
  if (time == null || !month || dayOfWeek == null || occurrence == null) return undefined;
  const weekday = weekdayNumber(dayOfWeek);
  return weekday === -1 ? undefined : { minutes: minutesOf(time), month, weekday, occurrence };
}

export function ianaOffset(name: string): ZoneOffset {
  const zone = IANAZone.create(name);
  return (unixMs) => zone.offset(unixMs);
}

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** The number of a day that Graph names: 0 for Sunday. */
export function weekdayNumber(name: string): number {
  return weekdays.indexOf(name.toLowerCase());
}

/** The moment of an offset change in a year: on the nth weekday of a month. */
function momentOf({ minutes, month, weekday, occurrence }: Change, year: number, offset: number): number {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  let day = 1 + ((weekday - first + 7) % 7) + 7 * (Math.min(occurrence, 5) - 1);
  while (day > daysInMonth) day -= 7;
  return Date.UTC(year, month - 1, day) + (minutes - offset) * minuteMs;
}

/** The minutes since midnight of a time such as `08:30:00.0000000`. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Length that the parameters for zones may have. The longest name has 32 characters. */
const maxLength = 60;
/** Names of which luxon keeps some 80 KB each. The zone database has 600, which may be written in many cases. */
const maxNames = 300;
const known = new Set<string>();

/** Whether this is an IANA name of a time zone, in any case. Keeps what luxon remembers of names within bounds. */
export function isZoneName(name: string): boolean {
  if (known.has(name)) return true;
  // "Customized Time Zone" need not be looked up, which takes half a millisecond: names of the database have no spaces.
  if (name.length > maxLength || name.includes(" ") || !IANAZone.isValidZone(name)) return false;
  if (known.size === maxNames) {
    known.clear();
    Settings.resetCaches();
  }
  known.add(name);
  return true;
}

/** The IANA name of a time zone that Outlook gives by its Windows or IANA name. Undefined for a custom zone. */
export function ianaZone(name: string): string | undefined {
  const found = findIana(name)[0];
  if (found !== undefined) return found;
  return isZoneName(name) ? name : undefined;
}
