import { IANAZone } from "luxon";
import { describe, expect, it } from "vitest";
import { WINDOWS_TO_IANA_MAP } from "windows-iana";
import { z } from "zod";
import { customZone } from "#test/fake-tenant/graph/calendar/get-schedule.ts";
import { zoneNamed } from "#test/fake-tenant/graph/calendar/time-zones.ts";
import { documentedExample } from "#test/support/graph-corpus.ts";
import { runs } from "#test/support/property-runs.ts";
import { unixMsOf } from "#workers/tools/calendar/event-times.ts";
import { checkTimeZone } from "#workers/tools/dates/date-range.ts";
import {
  type GraphZone,
  graphZone,
  ianaOffset,
  ianaZone,
  ianaZoneOf,
  isZoneName,
} from "#workers/tools/dates/graph-zone.ts";

const schedules = z.object({ value: z.array(z.object({ workingHours: z.object({ timeZone: graphZone }) })) });
const nowMs = Date.parse("2026-11-24T10:30:00Z");
const hourMs = 3_600_000;
const windowsZones = [...new Set(WINDOWS_TO_IANA_MAP.map(({ windowsName }) => windowsName))];
/** Its clocks follow Ramadan, which two rules can't tell. */
const morocco = "Morocco Standard Time";
const customized = (name: string): GraphZone => ({ ...customZone(name, 2026), name: "Customized Time Zone" });

/** The six-hour steps of 2026 at which two zones differ. */
function stepsApart(name: string, other: string): number {
  const [one, two] = [ianaOffset(name), ianaOffset(other)];
  const steps = Array.from({ length: 365 * 4 }, (_, step) => Date.UTC(2026, 0, 1) + step * 6 * hourMs);
  return steps.filter((unixMs) => one(unixMs) !== two(unixMs)).length;
}

describe("a zone that Outlook describes by rules", () => {
  it("is the Pacific zone in Microsoft's own example", () => {
    const { value } = schedules.parse(documentedExample("calendar/calendar-getschedule/01.json"));
    expect(ianaZoneOf(value[1]?.workingHours.timeZone ?? {}, nowMs)).toBe("America/Los_Angeles");
  });

  it.each([
    ["Tokyo Standard Time", "Asia/Tokyo"],
    ["W. Europe Standard Time", "Europe/Berlin"],
    ["GMT Standard Time", "Europe/London"],
    ["Eastern Standard Time", "America/New_York"],
    ["AUS Eastern Standard Time", "Australia/Sydney"],
    ["E. South America Standard Time", "America/Sao_Paulo"],
    ["New Zealand Standard Time", "Pacific/Auckland"],
  ])("is the best known of those with the same offsets: %s is %s", (windowsName, iana) => {
    expect(ianaZoneOf(customized(windowsName), nowMs)).toBe(iana);
  });

  it("has the offsets of the year, whichever zone of Outlook it stands for", () => {
    const every = Math.round(windowsZones.length / runs(windowsZones.length));
    const tried = windowsZones.filter((name, at) => at % every === 0 || name === morocco);
    const found = tried.map((name) => [name, ianaZoneOf(customized(name), nowMs)] as const);
    const wrong = found.filter(([name, iana]) => iana !== undefined && stepsApart(iana, zoneNamed(name)) > 1);
    expect(wrong).toEqual([]);
    expect(found.filter(([, iana]) => iana === undefined).map(([name]) => name)).toEqual([morocco]);
  });

  it.each<[string, GraphZone]>([
    ["nothing", {}],
    ["a name that nobody knows", { name: "Customized Time Zone" }],
    ["an offset that no zone has", { name: null, bias: 7 }],
    ["a change without its day", { bias: 480, standardOffset: { month: 11 }, daylightOffset: { month: 3 } }],
    ["a change without its counterpart", { ...customized("Pacific Standard Time"), standardOffset: null }],
  ])("is unknown when it says %s", (_what, zone) => {
    expect(ianaZoneOf(graphZone.parse(zone), nowMs)).toBeUndefined();
  });

  it("takes any occurrence of a day beyond the fourth for the last one, at once", () => {
    const { standardOffset, ...zone } = customized("W. Europe Standard Time");
    const far = { ...zone, standardOffset: { ...standardOffset, dayOccurrence: Number.MAX_SAFE_INTEGER } };
    expect(ianaZoneOf(far, nowMs)).toBe("Europe/Berlin");
  });
});

/** A name with some of its letters in capitals, by the bits of a number. */
function inCase(name: string, bits: number): string {
  return [...name].map((letter, at) => ((bits >> at) & 1 ? letter.toUpperCase() : letter.toLowerCase())).join("");
}

describe("the name of a time zone", () => {
  it.each(["Europe/Berlin", "europe/berlin", "US/Pacific", "UTC", "+05:30"])("may be %s", (name) => {
    expect(isZoneName(name)).toBe(true);
    expect(checkTimeZone(name)).toBe(name);
    expect(ianaZone(name)).toBeDefined();
  });

  it.each(["", "Berlin", "Europe/Berlin ", `Europe/${"x".repeat(1_000_000)}`])("is not %.20s", (name) => {
    expect(isZoneName(name)).toBe(false);
    expect(ianaZone(name)).toBeUndefined();
  });

  // proves A7
  it("in ever other cases is not remembered for good", () => {
    const remembered = IANAZone.create("Asia/Tokyo");
    expect(IANAZone.create("Asia/Tokyo")).toBe(remembered);
    for (let bits = 0; bits < 400; bits += 1) expect(isZoneName(inCase("australia/lord_howe", bits))).toBe(true);
    expect(IANAZone.create("Asia/Tokyo")).not.toBe(remembered);
  });
});

it("a time of Graph is none if it is longer than times are", () => {
  const dateTime = "2026-11-24T10:00:00.0000000";
  expect(unixMsOf({ dateTime, timeZone: "UTC" })).toBe(Date.parse("2026-11-24T10:00:00Z"));
  expect(unixMsOf({ dateTime: dateTime + "0".repeat(1_000), timeZone: "UTC" })).toBeUndefined();
});
