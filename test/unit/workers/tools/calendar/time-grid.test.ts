import { describe, expect, it } from "vitest";
import { greatestOver, gridOver, outsideHours, slotMs } from "#workers/tools/calendar/time-grid.ts";

describe("working hours", () => {
  const hours = (startTime: string, endTime: string, daysOfWeek = ["monday"]) => ({
    startTime,
    endTime,
    daysOfWeek,
    timeZone: { name: "UTC" },
  });
  /** Sunday to Tuesday. */
  const grid = gridOver(Date.UTC(2026, 10, 22), Date.UTC(2026, 10, 25));
  const within = (given: Parameters<typeof outsideHours>[0]) => {
    const outside = [...(outsideHours(given, grid) ?? [])];
    const at = (slot: number) => new Date(grid.startMs + slot * slotMs).toISOString().slice(8, 16);
    const first = outside.indexOf(0);
    return [at(first), at(outside.lastIndexOf(0) + 1), outside.filter((mark) => mark === 0).length];
  };

  it("contain only slots that are completely within them, and go on after midnight of the day they started on", () => {
    expect(within(hours("09:00:00.0000000", "17:00:00"))).toEqual(["23T09:00", "23T17:00", 32]);
    expect(within(hours("09:05:00", "09:50:00"))).toEqual(["23T09:15", "23T09:45", 2]);
    expect(within(hours("22:00:00", "06:00:00"))).toEqual(["23T22:00", "24T06:00", 32]);
  });

  it("are unknown without a zone, days or times", () => {
    expect(outsideHours(undefined, grid)).toBeUndefined();
    expect(outsideHours({ ...hours("09:00:00", "17:00:00"), timeZone: null }, grid)).toBeUndefined();
    expect(outsideHours({ ...hours("09:00:00", "17:00:00"), startTime: null }, grid)).toBeUndefined();
  });
});

it("the slots of a range cover its beginning and its end", () => {
  const { startMs, slots } = gridOver(Date.UTC(2026, 10, 22, 9, 5), Date.UTC(2026, 10, 22, 9, 50));
  expect([startMs, startMs + slots * slotMs]).toEqual([Date.UTC(2026, 10, 22, 9), Date.UTC(2026, 10, 22, 10)]);
});

it("the maximum of consecutive values equals that of a naive search, for every length", () => {
  const values = Uint8Array.from({ length: 60 }, (_, at) => (at * 37) % 11);
  for (let length = 1; length <= 60; length += 1) {
    const expected = Array.from({ length: 61 - length }, (_, at) => Math.max(...values.slice(at, at + length)));
    expect([...greatestOver(values, length)], String(length)).toEqual(expected);
  }
  expect(greatestOver(values, 61)).toHaveLength(0);
});
