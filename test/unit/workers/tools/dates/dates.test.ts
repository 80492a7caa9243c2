import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { runs } from "#test/support/property-runs.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { readDateBound } from "#workers/tools/dates/date-bound.ts";
import type { DateTendency } from "#workers/tools/dates/guessed-date.ts";

/** Tuesday. */
const nowMs = Date.parse("2026-11-24T10:30:00Z");

async function read(
  text: string,
  { zone = "Europe/Berlin", now = nowMs, tendency = "past" as DateTendency } = {},
): Promise<string> {
  const context = { parameter: "afterDateTime", nowMs: now, zone: async () => zone, tendency };
  const { unixMs } = await readDateBound(text, context);
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
    ["03.04.2026 14:00", "2026-04-03T12:00Z"],
    ["3. 4. 2026 14:00 Uhr", "2026-04-03T12:00Z"],
    ["05.11.26", "2026-11-04T23:00Z"],
    ["03.04.1999", "1999-04-02T22:00Z"],
    ["25/12/2025 10:00", "2025-12-25T09:00Z"],
    ["1 month ago", "2026-10-23T22:00Z"],
    ["a month ago", "2026-10-23T22:00Z"],
    ["1 year ago", "2025-11-23T23:00Z"],
    ["vor 2 Monaten", "2026-09-23T22:00Z"],
    ["hace 2 meses", "2026-09-23T22:00Z"],
    ["last 2 months", "2026-09-23T22:00Z"],
    ["volgende maand", "2026-11-30T23:00Z"],
    ["yesterday afternoon", "2026-11-23T11:00Z"],
    ["gestern Abend", "2026-11-23T17:00Z"],
    ["hier matin", "2026-11-23T05:00Z"],
    ["昨天下午", "2026-11-23T11:00Z"],
    ["this morning", "2026-11-24T05:00Z"],
    ["friday at 5pm", "2026-11-20T16:00Z"],
    ["vendredi à 17h", "2026-11-20T16:00Z"],
    ["on friday", "2026-11-19T23:00Z"],
    ["november", "2026-10-31T23:00Z"],
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

  it.each([
    ["monday at 9am", "2026-11-30T08:00Z"],
    ["Montag um 9 Uhr", "2026-11-30T08:00Z"],
    ["lundi à 9h", "2026-11-30T08:00Z"],
    ["on monday", "2026-11-29T23:00Z"],
    ["monday afternoon", "2026-11-30T11:00Z"],
    ["lundi prochain à 9h", "2026-11-30T08:00Z"],
    ["last monday", "2026-11-22T23:00Z"],
    ["прошлый понедельник", "2026-11-22T23:00Z"],
    ["in 1 month", "2026-12-23T23:00Z"],
    ["tomorrow afternoon", "2026-11-25T11:00Z"],
    ["demain soir", "2026-11-25T17:00Z"],
    ["tonight", "2026-11-24T17:00Z"],
    ["november", "2026-10-31T23:00Z"],
    ["october", "2027-09-30T22:00Z"],
    ["20 november", "2027-11-19T23:00Z"],
    ["24 november", "2026-11-23T23:00Z"],
  ])("in words, if a future date is meant: %s", async (text, moment) => {
    expect(await read(text, { tendency: "future" })).toBe(moment);
  });

  it.each(["00", "05", "06", "07", "11", "12", "14", "15", "17", "18", "19", "20", "23"])(
    "in words names the same day and part of a day at %s o'clock as at another hour",
    async (hour) => {
      const now = Date.parse(`2026-11-24T${hour}:20:00+01:00`);
      expect(await read("tomorrow", { now, tendency: "future" })).toBe("2026-11-24T23:00Z");
      expect(await read("tomorrow morning", { now, tendency: "future" })).toBe("2026-11-25T05:00Z");
      expect(await read("tomorrow afternoon", { now, tendency: "future" })).toBe("2026-11-25T11:00Z");
      expect(await read("tomorrow evening", { now, tendency: "future" })).toBe("2026-11-25T17:00Z");
      expect(await read("2 days ago", { now })).toBe("2026-11-21T23:00Z");
    },
  );

  // proves W14
  it("in words depends on the user's time zone, not on the server's", async () => {
    const lateInTokyo = Date.parse("2026-11-24T16:00:00Z");
    expect(await read("today", { zone: "Asia/Tokyo", now: lateInTokyo })).toBe("2026-11-24T15:00Z");
    expect(await read("today", { zone: "America/Los_Angeles", now: lateInTokyo })).toBe("2026-11-24T08:00Z");
  });

  it("in words counts days instead of 24 hours across a change of daylight saving", async () => {
    const afterChange = Date.parse("2026-03-29T10:00:00Z");
    expect(await read("yesterday", { zone: "Europe/Berlin", now: afterChange })).toBe("2026-03-27T23:00Z");
    expect(await read("today", { zone: "Europe/Berlin", now: afterChange })).toBe("2026-03-28T23:00Z");
    expect(await read("tomorrow", { zone: "Europe/Berlin", now: afterChange })).toBe("2026-03-29T22:00Z");
  });

  it.each([
    "03/04/2026",
    "03/04/2026 10:00",
    "on 3/4/2026",
    "1-2-26",
    "next time",
    "tomorrow or so",
    "13:61",
    "2026-13-01",
    "2026-02-30",
    "yesterday and before",
    "NaN",
    "٢٠٢٦",
  ])("is refused when it is ambiguous or not understood: %s", async (text) => {
    // Canadians write the day or the month first.
    await expect(read(text, { zone: "America/Toronto" })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringMatching(/^afterDateTime: /),
    });
  });

  it("is a moment or refused for any text, independent of the time zone of the process", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 80, unit: "grapheme" }), async (text) => {
        await read(text).then(
          (moment) => expect(moment).toMatch(/^[+-]?\d{4,6}-/),
          (error) => expect(error).toMatchObject({ code: "invalid_input" }),
        );
      }),
      { numRuns: runs(2_000) },
    );
  });

  it.each([
    [`${"yesterday ".repeat(6)}x`, "has more than 60 characters"],
    [`sent ${"дня ".repeat(223)}`, "has more than 60 characters"],
    ["a b c d e f g h i j k", "has more than 10 words"],
    ["дня дня дня дня дня дня дня", "has more than 6 words"],
    ["дня-дня.дня,дня/дня дня дня", "has more than 6 words"],
    ["昨 日 の 午 後 昨 日 の 午 後 昨", "has more than 10 words"],
    ["อังคาร", "is not understood as a date"],
  ])("that is too much for a parser is refused in words: %s", async (text, reason) => {
    await expect(read(text)).rejects.toMatchObject({ code: "invalid_input", message: expect.stringContaining(reason) });
  });

  it("that is refused is quoted in part if it is long", async () => {
    const { message } = await toolErrorOf(read("дня ".repeat(223)));
    expect(message.length).toBeLessThan(300);
  });

  it("of many words is understood", async () => {
    expect(await read("1 year 2 months 3 weeks 4 days 5 hours and 6 minutes ago")).toMatch(/^2025-08-/);
    expect(await read("1 год 2 месяца 3 недели 4 дня назад")).toMatch(/^2025-08-/);
  });

  it("is parsed fast, whatever the text", async () => {
    for (const unit of ["1", "1 ", "1日", "1/", "last ", "monday ", "1 day ", "hace 1 ", " ", "1h1m", "дня "]) {
      const parsing = () => read(unit.repeat(60).slice(0, 60)).catch(() => undefined);
      await parsing();
      expect(await ownCpuMs(parsing), unit).toBeLessThan(250);
    }
  });
});
