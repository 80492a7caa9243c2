import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { type DateBound, type DateRangeInput, readBounds, readPastRange } from "#workers/tools/dates/date-range.ts";
import { localTime, tuesday } from "./local-time.ts";

const zone = "Europe/Berlin";
const nowMs = DateTime.fromISO(tuesday, { zone }).toMillis();

async function read(input: DateRangeInput) {
  const { after, before } = await readBounds(input, { nowMs, zone: async () => zone });
  const shown = (bound: DateBound | undefined) => bound && localTime(bound.unixMs, zone);
  return [shown(after), shown(before)];
}

const readPast = (input: DateRangeInput) => readPastRange(input, { now: () => nowMs, timeZone: async () => zone });

describe("a range of dates", () => {
  it.each([
    ["yesterday", "today", "2026-11-23", "2026-11-24"],
    ["today", "today", "2026-11-24", "2026-11-25"],
    ["yesterday", "昨日", "2026-11-23", "2026-11-24"],
    ["2026-11-05", "2026-11-05", "2026-11-05", "2026-11-06"],
    ["2026-11-05T00:00", "2026-11-05T12:00", "2026-11-05", "2026-11-05T12:00"],
    ["last week", "last week", "2026-11-16", "2026-11-23"],
    ["last month", "2026-10", "2026-10-01", "2026-11-01"],
    ["Monday", "Monday", "2026-11-23", "2026-11-24"],
    ["yesterday", "until yesterday", "2026-11-23", "2026-11-24"],
    ["10月1日から", "10月15日まで", "2026-10-01", "2026-10-16"],
    ["Dec 20", "Jan 5", "2025-12-20", "2026-01-05"],
  ])("ends before its second day, but for the same day, which is whole: %s, %s", async (from, to, start, end) => {
    expect(await read({ afterDateTime: from, beforeDateTime: to })).toEqual([start, end]);
  });

  it.each([
    ["since Monday", "2026-11-23", undefined],
    ["since Monday at 9am", "2026-11-23T09:00", undefined],
    ["until Friday", undefined, "2026-11-21"],
    ["until last week", undefined, "2026-11-23"],
    ["since 2026-11-02T10:00Z", "2026-11-02T11:00", undefined],
    ["2026-11-05まで", undefined, "2026-11-06"],
    ["昨日まで", undefined, "2026-11-24"],
    ["10月1日以降", "2026-10-01", undefined],
  ])("is restricted at the end that the words are for, in either parameter: %s", async (text, from, to) => {
    expect(await read({ afterDateTime: text })).toEqual([from, to]);
    expect(await read({ beforeDateTime: text })).toEqual([from, to]);
  });

  it("is restricted at one end no more than the other parameter does", async () => {
    const both = await read({ afterDateTime: "until Friday", beforeDateTime: "2026-11-10" });
    expect(both).toEqual([undefined, "2026-11-10"]);
  });

  it("shows in the answer how it was understood", async () => {
    const { after, before } = await readPast({ afterDateTime: "today", beforeDateTime: "today" });
    expect(after?.interpretation).toBe("2026-11-24T00:00:00+01:00 (Europe/Berlin)");
    expect(before?.interpretation).toBe("2026-11-25T00:00:00+01:00 (Europe/Berlin)");
    const { after: since } = await readPast({ afterDateTime: "since 2026-11-02T10:00Z" });
    expect(since?.interpretation).toBe("2026-11-02T11:00:00+01:00 (Europe/Berlin)");
  });

  it("of the past may begin tomorrow, which has begun somewhere on earth", async () => {
    expect((await readPast({ afterDateTime: "tomorrow" })).after?.interpretation).toContain("2026-11-25T00:00:00");
  });

  it.each([
    [{ afterDateTime: "today", beforeDateTime: "yesterday" }, "is not earlier than beforeDateTime"],
    [{ afterDateTime: "now", beforeDateTime: "now" }, "is not earlier than beforeDateTime"],
    [{ afterDateTime: "Monday", beforeDateTime: "Friday" }, "is not earlier than beforeDateTime"],
    [{ afterDateTime: "in 2 days" }, "which is in the future"],
    [{ beforeDateTime: "past 7 days" }, "is for afterDateTime"],
  ])("of the past is refused when it is empty or lies ahead: %o", async (input, problem) => {
    await expect(readPast(input)).rejects.toThrow(problem);
  });
});
