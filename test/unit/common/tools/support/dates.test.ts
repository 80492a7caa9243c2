import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDateBound } from "#common/tools/support/dates/date-bound.ts";

/** Tuesday. */
const nowMs = Date.parse("2026-11-24T10:30:00Z");

async function read(text: string, zone = "Europe/Berlin", now = nowMs): Promise<string> {
  const { unixMs } = await readDateBound(text, { parameter: "afterDateTime", nowMs: now, zone: async () => zone });
  return new Date(unixMs).toISOString().replace(":00.000Z", "Z");
}

describe("a date", () => {
  it.each([
    ["2026-01-05T10:00:00Z", "2026-01-05T10:00Z"],
    ["2026-01-05 10:00:00+02:00", "2026-01-05T08:00Z"],
    ["2026-01-05T10:00-0500", "2026-01-05T15:00Z"],
    ["2026-01-05T10:00", "2026-01-05T09:00Z"],
    ["2026-01-05", "2026-01-04T23:00Z"],
    ["2026-07", "2026-06-30T22:00Z"],
    ["2026", "2025-12-31T23:00Z"],
  ])("in ISO 8601: %s", async (text, moment) => {
    expect(await read(text)).toBe(moment);
  });

  it.each([
    ["today", "2026-11-23T23:00Z"],
    ["yesterday", "2026-11-22T23:00Z"],
    ["Yesterday 5pm", "2026-11-23T16:00Z"],
    ["2 days ago", "2026-11-21T23:00Z"],
    ["2 hours ago", "2026-11-24T08:30Z"],
    ["last week", "2026-11-15T23:00Z"],
    ["this week", "2026-11-22T23:00Z"],
    ["last month", "2026-09-30T22:00Z"],
    ["last quarter", "2026-06-30T22:00Z"],
    ["last year", "2024-12-31T23:00Z"],
    ["past 3 days", "2026-11-20T23:00Z"],
    ["January 2026", "2025-12-31T23:00Z"],
    ["5 March", "2026-03-04T23:00Z"],
    ["Jan 5th 2026", "2026-01-04T23:00Z"],
    ["last monday", "2026-11-22T23:00Z"],
    ["monday", "2026-11-22T23:00Z"],
    ["wednesday", "2026-11-17T23:00Z"],
    ["Freitag 15:00", "2026-11-20T14:00Z"],
    ["next friday", "2026-12-03T23:00Z"],
    ["03.04.2026", "2026-04-02T22:00Z"],
    ["en 14 días", "2026-12-07T23:00Z"],
    ["hace 2 días", "2026-11-21T23:00Z"],
    ["la semana pasada", "2026-11-15T23:00Z"],
    ["ayer", "2026-11-22T23:00Z"],
    ["gestern", "2026-11-22T23:00Z"],
    ["vor 3 Tagen", "2026-11-20T23:00Z"],
    ["letzte Woche", "2026-11-15T23:00Z"],
    ["hier", "2026-11-22T23:00Z"],
    ["il y a 2 jours", "2026-11-21T23:00Z"],
    ["la semaine dernière", "2026-11-15T23:00Z"],
    ["ontem", "2026-11-22T23:00Z"],
    ["ieri", "2026-11-22T23:00Z"],
    ["вчера", "2026-11-22T23:00Z"],
    ["昨日", "2026-11-22T23:00Z"],
    ["3日前", "2026-11-20T23:00Z"],
    ["先週", "2026-11-15T23:00Z"],
    ["昨天", "2026-11-22T23:00Z"],
  ])("in words, on Tuesday 24 November 2026 in Berlin: %s", async (text, moment) => {
    expect(await read(text)).toBe(moment);
  });

  it("in words is that of the user's day, not of the server's", async () => {
    const lateInTokyo = Date.parse("2026-11-24T16:00:00Z");
    expect(await read("today", "Asia/Tokyo", lateInTokyo)).toBe("2026-11-24T15:00Z");
    expect(await read("today", "America/Los_Angeles", lateInTokyo)).toBe("2026-11-24T08:00Z");
  });

  it("in words counts days, not 24 hours, where clocks change", async () => {
    const afterChange = Date.parse("2026-03-29T10:00:00Z");
    expect(await read("yesterday", "Europe/Berlin", afterChange)).toBe("2026-03-27T23:00Z");
    expect(await read("today", "Europe/Berlin", afterChange)).toBe("2026-03-28T23:00Z");
    expect(await read("tomorrow", "Europe/Berlin", afterChange)).toBe("2026-03-29T22:00Z");
  });

  it.each([
    "03/04/2026",
    "1-2-26",
    "next time",
    "tomorrow or so",
    "week 12",
    "13:61",
    "2026-13-01",
    "2026-02-30",
    "yesterday and before",
    "NaN",
    "٢٠٢٦",
  ])("is refused when it has two meanings or none: %s", async (text) => {
    await expect(read(text)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringMatching(/^afterDateTime: /),
    });
  });

  it("is a moment or refused whatever the text, and the same whatever the process's own zone", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 80, unit: "grapheme" }), async (text) => {
        await read(text).then(
          (moment) => expect(moment).toMatch(/^[+-]?\d{4,6}-/),
          (error) => expect(error).toMatchObject({ code: "invalid_input" }),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it("is told at once, whatever the text", async () => {
    for (const unit of ["1", "1 ", "1日", "1/", "last ", "monday ", "1 day ", "hace 1 ", " ", "1h1m"]) {
      const start = process.threadCpuUsage().user;
      await read(unit.repeat(80).slice(0, 80)).catch(() => undefined);
      expect(process.threadCpuUsage().user - start, unit).toBeLessThan(50_000);
    }
  });
});
