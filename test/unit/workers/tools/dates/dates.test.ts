import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "#test/support/property-runs.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import {
  type DateBound,
  type DateRangeInput,
  readBounds,
  readDateBound,
  readPastRange,
} from "#workers/tools/dates/date-range.ts";
import { localTime, type Said, timeOf } from "./local-time.ts";

const knownWords =
  "last this next past ago in 3 2026 october friday week at 15:00 3pm since until a day hours " +
  "先週の 昨日 金曜日 10月 5日 日前 から まで 過去 週 間 か月 年 分 後 午後3時";

/** Tuesday. */
const nowMs = Date.parse("2026-11-24T10:30:00Z");

async function read(text: string, { zone = "Europe/Berlin", now = nowMs } = {}): Promise<string> {
  const { unixMs } = await readDateBound(text, { parameter: "afterDateTime", nowMs: now, zone: async () => zone });
  return new Date(unixMs).toISOString().replace(":00.000Z", "Z");
}

describe("a date", () => {
  it.each([
    ["2026-01-05T10:00:00Z", "2026-01-05T10:00Z"],
    ["2026-01-05 10:00:00+02:00", "2026-01-05T08:00Z"],
    ["2026-01-05T10:00-0500", "2026-01-05T15:00Z"],
    ["2026-01-05T10:00", "2026-01-05T09:00Z"],
    ["２０２６-01-05", "2026-01-04T23:00Z"],
    ["2026-01-05", "2026-01-04T23:00Z"],
    ["2026-01-05T24:00", "2026-01-05T23:00Z"],
    ["2026-07", "2026-06-30T22:00Z"],
    ["2026", "2025-12-31T23:00Z"],
  ])("in ISO 8601: %s", async (text, moment) => {
    expect(await read(text)).toBe(moment);
  });

  it("in words depends on the user's time zone, not on the server's", async () => {
    const lateInTokyo = Date.parse("2026-11-24T16:00:00Z");
    expect(await read("today", { zone: "Asia/Tokyo", now: lateInTokyo })).toBe("2026-11-24T15:00Z");
    expect(await read("today", { zone: "America/Los_Angeles", now: lateInTokyo })).toBe("2026-11-24T08:00Z");
  });

  it("in words counts days instead of 24 hours across a change of daylight saving", async () => {
    const afterChange = Date.parse("2026-03-29T10:00:00Z");
    expect(await read("yesterday", { now: afterChange })).toBe("2026-03-27T23:00Z");
    expect(await read("today", { now: afterChange })).toBe("2026-03-28T23:00Z");
    expect(await read("tomorrow", { now: afterChange })).toBe("2026-03-29T22:00Z");
    expect(await read("12 hours ago", { now: afterChange })).toBe("2026-03-28T22:00Z");
  });

  it("begins with its first moment where clocks change at midnight", async () => {
    const santiago = { zone: "America/Santiago" };
    expect(await read("2026-09-06", santiago)).toBe("2026-09-06T04:00Z");
    expect(await timeOf("2026-09-06", { ...santiago, now: "2026-09-06T12:00" })).toBe("2026-09-06T01:00..2026-09-07");
    expect(await timeOf("today", { ...santiago, now: "2026-09-06T12:00" })).toBe("2026-09-06T01:00..2026-09-07");
    const havana = { zone: "America/Havana" };
    expect(await read("2026-11-01", havana)).toBe("2026-11-01T04:00Z");
    expect(await read("today", { ...havana, now: Date.parse("2026-11-01T05:30Z") })).toBe("2026-11-01T04:00Z");
  });

  it.each<[string, Said, string]>([
    ["2026-03-08T02:30", {}, "does not exist in America/New_York: clocks go forward"],
    ["yesterday at 02:30", { now: "2026-03-09T12:00" }, "does not exist in America/New_York: clocks go forward"],
    ["2026-11-01T01:30", {}, "is twice in America/New_York, where clocks go back: add the offset"],
    ["yesterday at 1:30am", { now: "2026-11-02T12:00" }, "is twice in America/New_York"],
  ])("is refused where the clock shows it never or twice: %s", async (text, said, problem) => {
    await expect(timeOf(text, { zone: "America/New_York", ...said })).rejects.toThrow(problem);
  });

  it.each([
    ["10/11/2026", "is not understood as a date"],
    ["5 Oct 26", "is not understood as a date"],
    ["25年10月", "is not understood as a date"],
    ["Mar 5", "is not understood as a date"],
    ["2026-02-30", "is not a date that exists"],
    ["2026-02-30T10:00Z", "is not a date that exists"],
    ["2026-02-03T10:00+25:00", "is not understood as a date"],
    ["February 30, 2026", "does not exist in 2026"],
    ["February 29", "does not exist in 2025 or 2026 or 2027"],
    ["13月", "does not exist in 2025 or 2026 or 2027"],
    ["yesterday at 3", "is not understood as a date"],
    ["yesterday at 3:00", "is not understood as a date"],
    ["yesterday at 24:00", "is not understood as a date"],
    ["yesterday at 25:00", "is not understood as a date"],
    ["yesterday at 13pm", "is not understood as a date"],
    ["yesterday at midnight", "is not understood as a date"],
    ["昨日の3時", "is not understood as a date"],
    ["昨日の25時", "is not understood as a date"],
    ["昨日の午後13時", "is not understood as a date"],
    ["last week at 3pm", "is not understood as a date"],
    ["now at 15:00", "is not understood as a date"],
    ["in 3 days ago", "is not understood as a date"],
    ["since the last 7 days", "is not understood as a date"],
    ["昨日から今日まで", "is not understood as a date"],
    ["since", "is not understood as a date"],
    ["9999 months ago", "does not lie between 1900 and 2200"],
    ["October 1850", "does not lie between 1900 and 2200"],
    [`${"yesterday ".repeat(6)}x`, "has more than 60 characters"],
    [`sent ${"дня ".repeat(223)}`, "has more than 60 characters"],
  ])("is refused when it is ambiguous or not understood: %s", async (text, problem) => {
    const { code, message } = await toolErrorOf(read(text));
    expect(code).toBe("invalid_input");
    expect(message).toContain(` ${problem}`);
    expect(message).toMatch(
      /^afterDateTime: .* Write ISO 8601, such as 2026-11-24 or 2026-11-24T1\d:00(?:\+01:00|Z)\.$/s,
    );
    expect(message.length).toBeLessThan(300);
  });

  it("as a time until now is no end", async () => {
    for (const text of ["last 7 days", "earlier today", "過去7日間"]) {
      await expect(timeOf(text, { edge: "end" })).rejects.toThrow("it is for afterDateTime");
    }
  });

  it("is a moment or refused for any text, independent of the time zone of the process", async () => {
    const any = fc.string({ maxLength: 80, unit: "grapheme" });
    const known = fc.array(fc.constantFrom(...knownWords.split(" ")), { minLength: 1, maxLength: 5 });
    const texts = fc.oneof(
      any,
      fc.tuple(known, fc.constantFrom("", " ")).map(([parts, space]) => parts.join(space)),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        await read(text).then(
          (moment) => expect(moment).toMatch(/^[+-]?\d{4,6}-/),
          (error) => expect(error).toMatchObject({ code: "invalid_input" }),
        );
      }),
      { numRuns: runs(5_000) },
    );
  });
});

describe("a range of dates", () => {
  const zone = "Europe/Berlin";
  async function readRange(input: DateRangeInput) {
    const { after, before } = await readBounds(input, { nowMs, zone: async () => zone });
    const shown = (bound: DateBound | undefined) => bound && localTime(bound.unixMs, zone);
    return [shown(after), shown(before)];
  }

  const readPast = (input: DateRangeInput) => readPastRange(input, { now: () => nowMs, timeZone: async () => zone });

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
    expect(await readRange({ afterDateTime: from, beforeDateTime: to })).toEqual([start, end]);
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
    expect(await readRange({ afterDateTime: text })).toEqual([from, to]);
    expect(await readRange({ beforeDateTime: text })).toEqual([from, to]);
  });

  it("is restricted at one end no more than the other parameter does", async () => {
    const both = await readRange({ afterDateTime: "until Friday", beforeDateTime: "2026-11-10" });
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
