import { IANAZone } from "luxon";
import { describe, expect, it } from "vitest";
import { unixMsOf } from "#workers/tools/calendar/event-times.ts";
import { checkTimeZone } from "#workers/tools/dates/date-bound.ts";
import { ianaZone, isZoneName } from "#workers/tools/dates/zone-name.ts";

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

describe("a time of Graph", () => {
  it("is none if it is longer than times are", () => {
    const dateTime = "2026-11-24T10:00:00.0000000";
    expect(unixMsOf({ dateTime, timeZone: "UTC" })).toBe(Date.parse("2026-11-24T10:00:00Z"));
    expect(unixMsOf({ dateTime: dateTime + "0".repeat(1_000), timeZone: "UTC" })).toBeUndefined();
  });
});
