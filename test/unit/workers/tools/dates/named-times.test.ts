import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { readDateBound } from "#workers/tools/dates/date-bound.ts";
import { localNow, meaningOf } from "./read-phrases.ts";

const zone = "Europe/Berlin";
const nowMs = DateTime.fromISO(localNow, { zone }).toMillis();

async function namedTime(phrase: string): Promise<string[]> {
  const { unixMs, endMs } = await readDateBound(phrase, { parameter: "sent", nowMs, zone: async () => zone });
  return [unixMs, endMs].map((ms) =>
    DateTime.fromMillis(ms, { zone }).toFormat("yyyy-MM-dd'T'HH:mm").replace("T00:00", ""),
  );
}

describe("the time that a phrase names", () => {
  it.each([
    ["early last week", "2026-11-16", "2026-11-18"],
    ["midweek", "2026-11-18", "2026-11-19"],
    ["late last week", "2026-11-19", "2026-11-23"],
    ["the beginning of last week", "2026-11-16", "2026-11-18"],
    ["first day of last week", "2026-11-16", "2026-11-17"],
    ["end of last week", "2026-11-20", "2026-11-23"],
    ["先週前半", "2026-11-16", "2026-11-19"],
    ["early October", "2026-10-01", "2026-10-11"],
    ["beginning of October", "2026-10-01", "2026-10-11"],
    ["second half of October", "2026-10-16", "2026-11-01"],
    ["second week of October", "2026-10-08", "2026-10-15"],
    ["fifth week of October", "2026-10-29", "2026-11-01"],
    ["last week of October", "2026-10-25", "2026-11-01"],
    ["last two weeks of October", "2026-10-18", "2026-11-01"],
    ["last working day of October", "2026-10-30", "2026-10-31"],
    ["first 3 business days of November", "2026-11-02", "2026-11-05"],
    ["first weekend of November", "2026-11-07", "2026-11-09"],
    ["mid-Q3", "2026-08-01", "2026-09-01"],
    ["early 2025", "2025-01-01", "2025-04-01"],
    ["mid-2025", "2025-06-01", "2025-08-01"],
    ["late 2025", "2025-10-01", "2026-01-01"],
    ["this time last year", "2025-11-24", "2025-11-25"],
    ["earlier this week", "2026-11-23", "2026-11-24T11:30"],
    ["month to date", "2026-11-01", "2026-11-24T11:30"],
    ["weekdays last week", "2026-11-16", "2026-11-21"],
    ["yesterday lunchtime", "2026-11-23T12:00", "2026-11-23T13:00"],
    ["late yesterday afternoon", "2026-11-23T15:00", "2026-11-23T18:00"],
    ["昨日の夕方", "2026-11-23T15:00", "2026-11-23T18:00"],
    ["overnight", "2026-11-23T18:00", "2026-11-24T06:00"],
    ["two weeks ago Friday", "2026-11-13", "2026-11-14"],
    ["a week ago yesterday", "2026-11-16", "2026-11-17"],
    ["a week from Monday", "2026-12-07", "2026-12-08"],
    ["mardi en huit", "2026-12-08", "2026-12-09"],
    ["the week of the 9th", "2026-11-09", "2026-11-16"],
    ["2025年上半期", "2025-04-01", "2025-10-01"],
    ["昨年の下半期", "2025-10-01", "2026-04-01"],
    ["a segunda segunda-feira de outubro", "2026-10-12", "2026-10-13"],
    ["ontem no fim do dia", "2026-11-23T16:00", "2026-11-24"],
    ["heute Nacht", "2026-11-23T18:00", "2026-11-24T06:00"],
    ["15 jours", "2026-11-09", "2026-11-24T11:30"],
    ["48h", "2026-11-22T11:30", "2026-11-24T11:30"],
    ["gestern um Viertel vor zehn", "2026-11-23T09:45", "2026-11-23T09:45"],
    ["gisteren om half drie", "2026-11-23T02:30", "2026-11-23T14:30"],
    ["half oktober", "2026-10-11", "2026-10-21"],
    ["quinze para as dez", "2026-11-24T09:45", "2026-11-24T09:45"],
    ["om 14u", "2026-11-24T14:00", "2026-11-24T14:00"],
    ["om 14u30", "2026-11-24T14:30", "2026-11-24T14:30"],
    ["om 14.30 uur", "2026-11-24T14:30", "2026-11-24T14:30"],
    ["ieri alle 9.10", "2026-11-23T09:10", "2026-11-23T09:10"],
    ["am 3.11", "2026-11-03", "2026-11-04"],
    ["op 3-11", "2026-11-03", "2026-11-04"],
    ["les derniers jours d'octobre", "2026-10-27", "2026-11-01"],
    ["first days of November", "2026-11-01", "2026-11-06"],
    ["los primeros días de noviembre", "2026-11-01", "2026-11-11"],
    ["la primera quincena", "2026-11-01", "2026-11-16"],
    ["há dois dias atrás", "2026-11-22", "2026-11-23"],
    ["out/25", "2025-10-01", "2025-11-01"],
    ["il 16 scorso", "2026-11-16", "2026-11-17"],
    ["el fin de semana del 7 de noviembre", "2026-11-07", "2026-11-09"],
    ["Advent 2025", "2025-11-30", "2025-12-28"],
    ["2. Advent 2025", "2025-12-07", "2025-12-08"],
    ["just now", "2026-11-24T05:30", "2026-11-24T11:30"],
  ])("has a start and an end: %s", async (phrase, from, to) => {
    expect(await namedTime(phrase)).toEqual([from, to]);
  });
});

describe("a phrase that several languages read differently", () => {
  it.each([
    ["10月1日以前", "Asia/Tokyo", "2026-10-02"],
    ["10月1日以前", "Asia/Shanghai", "2026-10-01"],
    ["2025年中", "Asia/Tokyo", "2026-01-01"],
    ["2025年中", "Asia/Taipei", "2025-06-01"],
    ["11/3", "Asia/Tokyo", "2026-11-03"],
    ["11/3", "Asia/Seoul", "2026-11-03"],
    ["2Q", "Asia/Tokyo", "2026-07-01"],
    ["本年度", "Asia/Tokyo", undefined],
    ["Nov 3", "Asia/Tokyo", "2026-11-03"],
    ["FY2025", "Asia/Tokyo", "2025-04-01"],
    ["FY2025", "Europe/Berlin", undefined],
    ["5/6/2026", "Europe/Berlin", "2026-06-05"],
    ["since 5/6/2026", "Europe/London", "2026-06-05"],
    ["5/6/2026", "America/New_York", "2026-05-06"],
    ["since 5/6/2026", "America/Toronto", undefined],
    ["desde 5/6/2026", "America/New_York", "2026-06-05"],
    ["10/12-10/23", "Europe/Berlin", "2026-10-24"],
    ["26.9.15", "Asia/Seoul", "2026-09-15"],
    ["26.9.15", "Europe/Berlin", "2015-09-26"],
    ["11.16-11.20", "Asia/Shanghai", "2026-11-21"],
    ["七夕", "Asia/Shanghai", "2026-08-19"],
    ["七夕", "Asia/Tokyo", "2026-07-07"],
    ["Labor Day", "America/Chicago", "2026-09-07"],
    ["Labor Day", "Europe/London", undefined],
    ["last summer", "Europe/Berlin", "2026-06-01"],
    ["last summer", "Australia/Sydney", "2025-12-01"],
  ])("means what people write in the time zone: %s in %s", async (phrase, zone, meaning) => {
    expect(await meaningOf(phrase, { zone, edge: "end" })).toBe(meaning);
  });

  it.each(["10月1日以前", "2025年中", "11/3"])("is refused elsewhere: %s", async (phrase) => {
    expect(await meaningOf(phrase, { edge: "end", zone: "Africa/Nairobi" })).toBeUndefined();
  });
});
