import { DateTime } from "luxon";
import type { Behaviour } from "#test/fake-tenant/world/behaviour.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { zoneNamed } from "./time-zones.ts";

/** The working hours of a mailbox, with its zone in the form that the tenant's Exchange gives it. */
export function workingHoursOf({ timeZone }: UserRecord, { behaviour, now }: Pick<World, "behaviour" | "now">) {
  return {
    daysOfWeek: ["monday", "tuesday", "wednesday", "thursday", "friday"],
    startTime: "09:00:00.0000000",
    endTime: "18:00:00.0000000",
    timeZone: zoneJson(timeZone, behaviour.workingHoursZone, new Date(now()).getUTCFullYear()),
  };
}

function zoneJson(name: string, form: Behaviour["workingHoursZone"], year: number) {
  if (form === "named") return { name };
  const zone = { ...customZone(name, year), name: form === "nameless" ? null : "Customized Time Zone" };
  return form === "customEast" ? countedEast(zone) : zone;
}

function countedEast(zone: ReturnType<typeof customZone>) {
  const { bias, daylightOffset } = zone;
  return { ...zone, bias: -bias, daylightOffset: { ...daylightOffset, daylightBias: -daylightOffset.daylightBias } };
}

interface Change {
  /** The moment, with the wall time of before. */
  at: DateTime;
  offset: number;
}

const customZones = new Map<string, ReturnType<typeof makeCustomZone>>();

/** Graph's `customTimeZone`: minutes west of UTC, and the days of the year on which clocks change. */
export function customZone(name: string, year: number) {
  const key = `${name} ${year}`;
  const made = customZones.get(key) ?? makeCustomZone(name, year);
  customZones.set(key, made);
  return made;
}

function makeCustomZone(name: string, year: number) {
  const zone = zoneNamed(name);
  const changes = changesIn(year, zone);
  const [first, second] = changes;
  const offsets = changes.map(({ offset }) => offset);
  const standard = Math.min(DateTime.utc(year, 1, 1).setZone(zone).offset, ...offsets);
  const [toStandard, toDaylight] = first?.offset === standard ? [first, second] : [second, first];
  return {
    "@odata.type": "#microsoft.graph.customTimeZone",
    bias: -standard,
    standardOffset: { ...transition(toStandard), year: 0 },
    daylightOffset: { ...transition(toDaylight), year: 0, daylightBias: standard - (toDaylight?.offset ?? standard) },
  };
}

function changesIn(year: number, zone: string): Change[] {
  const changes: Change[] = [];
  let at = DateTime.utc(year, 1, 1).setZone(zone);
  while (at.toUTC().year === year) {
    const next = at.toUTC().plus({ days: 1 }).setZone(zone);
    if (next.offset !== at.offset) changes.push({ at: changeBetween(at, next), offset: next.offset });
    at = next;
  }
  return changes;
}

function changeBetween(from: DateTime, to: DateTime): DateTime {
  let before = from;
  for (let at = from; at < to; at = at.toUTC().plus({ minutes: 15 }).setZone(from.zone)) {
    if (at.offset !== from.offset) break;
    before = at;
  }
  return before.toUTC().plus({ minutes: from.offset + 15 });
}

/** A month 0 means that the clocks never change. */
function transition(change: Change | undefined) {
  if (change === undefined) return { time: "00:00:00.0000000", dayOccurrence: 0, dayOfWeek: "sunday", month: 0 };
  const { at } = change;
  const isLast = at.plus({ weeks: 1 }).month !== at.month;
  return {
    time: `${at.toFormat("HH:mm:ss")}.0000000`,
    dayOccurrence: isLast ? 5 : Math.ceil(at.day / 7),
    dayOfWeek: at.setLocale("en").weekdayLong?.toLowerCase(),
    month: at.month,
  };
}
