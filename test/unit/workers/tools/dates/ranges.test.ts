import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import type { DateBound } from "#workers/tools/dates/date-bound.ts";
import { type DateRangeInput, readBounds, readPastRange } from "#workers/tools/dates/date-range.ts";
import type { DateTendency } from "#workers/tools/dates/guessed-date.ts";
import { localNow } from "./read-phrases.ts";

const zone = "Europe/Berlin";
const nowMs = DateTime.fromISO(localNow, { zone }).toMillis();

function localTime(bound: DateBound | undefined): string | undefined {
  if (bound === undefined) return undefined;
  return DateTime.fromMillis(bound.unixMs, { zone }).toFormat("yyyy-MM-dd'T'HH:mm").replace("T00:00", "");
}

async function read(input: DateRangeInput, tendency: DateTendency = "past") {
  const { after, before } = await readBounds(input, { nowMs, zone: async () => zone, tendency });
  return [localTime(after), localTime(before)];
}

describe("a text that names both ends of a range", () => {
  it.each([
    ["Oct 1 to Oct 15", "2026-10-01", "2026-10-16"],
    ["from Oct 1 until Oct 15, 2025", "2025-10-01", "2025-10-16"],
    ["Oct 1 - 15", "2026-10-01", "2026-10-16"],
    ["3–5 November", "2026-11-03", "2026-11-06"],
    ["between May 5 and 9", "2026-05-05", "2026-05-10"],
    ["the 1st to the 15th of last month", "2026-10-01", "2026-10-16"],
    ["2025-07-01 to 2025-07-15", "2025-07-01", "2025-07-16"],
    ["01.10.2025-15.10.2025", "2025-10-01", "2025-10-16"],
    ["Dec 20 to Jan 5", "2025-12-20", "2026-01-06"],
    ["Jan to Mar 2025", "2025-01-01", "2025-04-01"],
    ["Q3-Q4 2025", "2025-07-01", "2026-01-01"],
    ["week 45 to week 46", "2026-11-02", "2026-11-16"],
    ["last month to yesterday", "2026-10-01", "2026-11-24"],
    ["from January 2025 through today", "2025-01-01", "2026-11-25"],
    ["10月から11月15日まで", "2026-10-01", "2026-11-16"],
    ["今週の月曜から金曜", "2026-11-23", "2026-11-28"],
    ["next week Mon-Wed", "2026-11-30", "2026-12-03"],
    ["this morning until now", "2026-11-24T06:00", "2026-11-24T11:30"],
    ["yesterday and today", "2026-11-23", "2026-11-25"],
    ["this week and last", "2026-11-16", "2026-11-30"],
    ["diese und letzte Woche", "2026-11-16", "2026-11-30"],
    ["昨日今日", "2026-11-23", "2026-11-25"],
    ["先週の水〜金", "2026-11-18", "2026-11-21"],
    ["since 3/4 to 5/4", "2026-04-03", "2026-04-06"],
    ["ieri tra le 14 e le 16", "2026-11-23T14:00", "2026-11-23T16:00"],
    ["Q3 and Q4 2025", "2025-07-01", "2026-01-01"],
    ["昨日と今日", "2026-11-23", "2026-11-25"],
    ["2 to 3 weeks ago", "2026-11-03", "2026-11-11"],
    ["between 5 and 3 days ago", "2026-11-19", "2026-11-22"],
    ["a week or two ago", "2026-11-10", "2026-11-18"],
    ["5 days ago until 2 days ago", "2026-11-19", "2026-11-23"],
    ["the last 2 or 3 weeks", "2026-11-03", "2026-11-24T11:30"],
    ["vor 2 bis 3 Tagen", "2026-11-21", "2026-11-23"],
    ["2、3日前", "2026-11-21", "2026-11-23"],
    ["5日前から2日前まで", "2026-11-19", "2026-11-23"],
    ["9-11 this morning", "2026-11-24T09:00", "2026-11-24T11:00"],
    ["2 to 4 yesterday afternoon", "2026-11-23T14:00", "2026-11-23T16:00"],
    ["weeks 45 to 46", "2026-11-02", "2026-11-16"],
    ["1〜3月", "2026-01-01", "2026-04-01"],
    ["between Christmas and New Year's Day", "2025-12-25", "2026-01-02"],
    ["KW 45-46", "2026-11-02", "2026-11-16"],
    ["Monday to Wednesday last week", "2026-11-16", "2026-11-19"],
    ["Wednesday to Friday", "2026-11-18", "2026-11-21"],
    ["last Monday until now", "2026-11-23", "2026-11-24T11:30"],
    ["yesterday 9am to 11am", "2026-11-23T09:00", "2026-11-23T11:00"],
    ["between 9am and 11am yesterday", "2026-11-23T09:00", "2026-11-23T11:00"],
    ["2 to 4pm yesterday", "2026-11-23T14:00", "2026-11-23T16:00"],
    ["yesterday 10 to 2pm", "2026-11-23T10:00", "2026-11-23T14:00"],
    ["昨日9時から午後3時", "2026-11-23T09:00", "2026-11-23T15:00"],
    ["van 2 tot 4 uur 's middags", "2026-11-24T14:00", "2026-11-24T16:00"],
    ["ontem das 9h às 11h", "2026-11-23T09:00", "2026-11-23T11:00"],
    ["dalle 9 alle 11 di ieri", "2026-11-23T09:00", "2026-11-23T11:00"],
    ["ayer de las 9 a las 11", "2026-11-23T09:00", "2026-11-23T11:00"],
    ["1 à 15 octobre", "2026-10-01", "2026-10-16"],
    ["du 16 au 20", "2026-11-16", "2026-11-21"],
    ["dal 16 al 20", "2026-11-16", "2026-11-21"],
    ["tra il 16 e il 20", "2026-11-16", "2026-11-21"],
    ["entre le 16 et le 20", "2026-11-16", "2026-11-21"],
    ["entre el 16 y el 20", "2026-11-16", "2026-11-21"],
    ["entre os dias 16 e 20", "2026-11-16", "2026-11-21"],
    ["du lundi 16 au vendredi 20", "2026-11-16", "2026-11-21"],
    ["la semaine du 9 au 13 novembre", "2026-11-09", "2026-11-14"],
    ["16〜20日", "2026-11-16", "2026-11-21"],
    ["11/16-20", "2026-11-16", "2026-11-21"],
    ["Sep/Oct", "2026-09-01", "2026-11-01"],
    ["yesterday or the day before yesterday", "2026-11-22", "2026-11-24"],
    ["gestern zwischen halb neun und elf", "2026-11-23T08:30", "2026-11-23T11:00"],
    ["yesterday between half past nine and quarter to eleven", "2026-11-23T09:30", "2026-11-23T10:45"],
    ["yesterday between 2 and 4 pm", "2026-11-23T14:00", "2026-11-23T16:00"],
    ["vom 1. November bis Weihnachten 2025", "2025-11-01", "2025-12-27"],
    ["von Ostern bis Pfingsten", "2026-04-05", "2026-05-25"],
    ["il y a deux trois jours", "2026-11-21", "2026-11-23"],
    ["this morning between 9 and 11", "2026-11-24T09:00", "2026-11-24T11:00"],
    ["Nov 3 between 10 and 12", "2026-11-03T10:00", "2026-11-03T12:00"],
    ["10月1日から15日まで", "2026-10-01", "2026-10-16"],
    ["10/1〜10/15", "2026-10-01", "2026-10-16"],
    ["2025/10/1～10/15", "2025-10-01", "2025-10-16"],
    ["令和7年10月1日から15日", "2025-10-01", "2025-10-16"],
    ["先週の月曜から水曜", "2026-11-16", "2026-11-19"],
    ["先月1日から15日", "2026-10-01", "2026-10-16"],
    ["昨日の午後2時から4時", "2026-11-23T14:00", "2026-11-23T16:00"],
    ["10月1日と15日の間", "2026-10-01", "2026-10-16"],
    ["先々週から先週まで", "2026-11-09", "2026-11-23"],
    ["10月1日到15日", "2026-10-01", "2026-10-16"],
    ["從10月1日至10月15日", "2026-10-01", "2026-10-16"],
    ["10월 1일부터 15일까지", "2026-10-01", "2026-10-16"],
    ["vom 1. bis 15. Oktober", "2026-10-01", "2026-10-16"],
    ["zwischen dem 1. und 15. Oktober", "2026-10-01", "2026-10-16"],
    ["du 1er au 15 octobre", "2026-10-01", "2026-10-16"],
    ["hier de 9h à 11h", "2026-11-23T09:00", "2026-11-23T11:00"],
    ["del 1 al 15 de octubre", "2026-10-01", "2026-10-16"],
    ["de 1 a 15 de outubro de 2025", "2025-10-01", "2025-10-16"],
    ["dal 1 al 15 ottobre", "2026-10-01", "2026-10-16"],
    ["tra il 1 e il 15 ottobre", "2026-10-01", "2026-10-16"],
    ["1 t/m 15 oktober", "2026-10-01", "2026-10-16"],
    ["tussen 1 en 15 oktober", "2026-10-01", "2026-10-16"],
  ])("restricts both, in either parameter: %s", async (text, from, to) => {
    expect(await read({ afterDateTime: text })).toEqual([from, to]);
    expect(await read({ beforeDateTime: text })).toEqual([from, to]);
    expect(await read({ afterDateTime: text, beforeDateTime: text })).toEqual([from, to]);
  });

  it("restricts no more than the other parameter does", async () => {
    expect(await read({ afterDateTime: "Oct 1 to Oct 15", beforeDateTime: "Oct 10" })).toEqual([
      "2026-10-01",
      "2026-10-10",
    ]);
    expect(await read({ afterDateTime: "Oct 5", beforeDateTime: "Oct 1 to Oct 15" })).toEqual([
      "2026-10-05",
      "2026-10-16",
    ]);
  });

  it("lies ahead where a future date is meant", async () => {
    expect(await read({ afterDateTime: "Monday to Wednesday" }, "future")).toEqual(["2026-11-30", "2026-12-03"]);
    expect(await read({ afterDateTime: "today through Friday" }, "future")).toEqual(["2026-11-24", "2026-11-28"]);
  });

  it.each([
    ["since Monday", "2026-11-23", undefined],
    ["after Nov 10", "2026-11-11", undefined],
    ["after last week", "2026-11-23", undefined],
    ["after yesterday morning", "2026-11-23T12:00", undefined],
    ["after 3pm yesterday", "2026-11-23T15:00", undefined],
    ["nach Oktober", "2026-11-01", undefined],
    ["until Friday", undefined, "2026-11-21"],
    ["before last week", undefined, "2026-11-16"],
    ["since Monday at 9", "2026-11-23T09:00", undefined],
    ["until lunch", undefined, "2026-11-24T12:00"],
    ["after lunch", "2026-11-24T13:00", undefined],
    ["after the beginning of October", "2026-10-02", undefined],
    ["before March 3", undefined, "2026-03-03"],
    ["3月3日より前", undefined, "2026-03-03"],
  ])("restricts the end that its words are for, in either parameter: %s", async (text, from, to) => {
    expect(await read({ afterDateTime: text })).toEqual([from, to]);
    expect(await read({ beforeDateTime: text })).toEqual([from, to]);
  });

  it("restricts one end no more than the other parameter does", async () => {
    const both = await read({ afterDateTime: "until Friday", beforeDateTime: "Nov 10" });
    expect(both).toEqual([undefined, "2026-11-10"]);
  });

  it("shows both in the answer", async () => {
    const { after, before } = await readPastRange(
      { afterDateTime: "Oct 1 to Oct 15" },
      { now: () => nowMs, timeZone: async () => zone },
    );
    expect(after?.interpretation).toBe("2026-10-01T00:00:00+02:00 (Europe/Berlin)");
    expect(before?.interpretation).toBe("2026-10-16T00:00:00+02:00 (Europe/Berlin)");
  });

  it.each([
    ["between Monday and Friday", "can mean two times"],
    ["October to December", "can mean two times"],
    ["Oct 15 to Oct 1, 2025", "ends before it begins"],
    ["yesterday 11am to 9am", "ends before it begins"],
    ["3 to 5 days", "is not understood"],
    ["Oct 5 at 9 to 11", "is not understood"],
    ["14 to Jul", "is not understood"],
    ["de 9 a 11", "is not understood"],
    ["morgen 10-12", "can mean two dates"],
    ["2024 to October", "is not understood"],
    ["twenty twenty-fifth of October", "is not understood"],
    ["Oct 20 to Oct 5", "can mean two times"],
    ["last month to Friday", "is not understood"],
    ["Oct 15 to November", "is not understood"],
    ["last Monday to Friday", "can mean two times"],
    ["May 5 and 9", "is not understood"],
    ["between Monday", "is not understood"],
    ["Oct 1 to 5 to 9", "is not understood"],
    ["明日から3日", "is not understood"],
    ["15日から3日間", "is not understood"],
    ["3日から5日前", "is not understood"],
  ])("is refused if it can mean two things, or none: %s", async (text, reason) => {
    expect((await toolErrorOf(read({ afterDateTime: text }))).message).toContain(reason);
    expect((await toolErrorOf(read({ beforeDateTime: text }))).message).toContain(reason);
  });
});
