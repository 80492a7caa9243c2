import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { readBounds } from "#workers/tools/dates/date-range.ts";
import type { DateTendency } from "#workers/tools/dates/guessed-date.ts";
import { localNow, meaningOf } from "./read-phrases.ts";

const zone = "Europe/Berlin";

async function bounds(phrase: string, { now = localNow, tendency = "past" as DateTendency } = {}) {
  const nowMs = DateTime.fromISO(now, { zone }).toMillis();
  const context = { nowMs, zone: async () => zone, tendency };
  const ends = [
    (await readBounds({ afterDateTime: phrase }, context)).after,
    (await readBounds({ beforeDateTime: phrase }, context)).before,
  ];
  return ends.map(
    (end) => end && DateTime.fromMillis(end.unixMs, { zone }).toFormat("MM-dd HH:mm").replace(" 00:00", ""),
  );
}

describe("a time whose bounds nobody knows exactly", () => {
  it.each([
    ["a few days ago", "11-19", "11-23"],
    ["several weeks ago", "10-20", "11-11"],
    ["a few hours ago", "11-24 06:30", "11-24 09:30"],
    ["数日前", "11-19", "11-23"],
    ["几个月前", "06-24", "09-25"],
    ["며칠 전", "11-19", "11-23"],
    ["vor ein paar Tagen", "11-19", "11-23"],
    ["il y a quelques jours", "11-19", "11-23"],
    ["hace unos días", "11-19", "11-23"],
    ["há alguns dias", "11-19", "11-23"],
    ["qualche giorno fa", "11-19", "11-23"],
    ["een paar dagen geleden", "11-19", "11-23"],
  ])("begins with the earliest day that is meant, and ends after the latest: %s", async (phrase, from, to) => {
    expect(await bounds(phrase)).toEqual([from, to]);
  });

  it.each([
    ["the past few days", "11-19"],
    ["the last weeks", "10-20"],
    ["ces derniers mois", "06-24"],
    ["这两天", "11-22"],
    ["recently", "10-25"],
    ["最近", "10-25"],
    ["the other day", "11-10"],
    ["the last two quarters", "04-01"],
  ])("begins early enough for everybody if it lasts until now: %s", async (phrase, from) => {
    expect((await bounds(phrase))[0]).toBe(from);
  });

  it.each([
    ["unos 10 días atrás", "11-14"],
    ["il y a une dizaine de jours", "11-14"],
    ["uns dez dias atrás", "11-14"],
  ])("is a number of days if one is named: %s", async (phrase, day) => {
    expect((await bounds(phrase))[0]).toBe(day);
  });
});

describe("an hour that may be at night or in the afternoon", () => {
  it.each([
    ["3 o'clock yesterday", "11-23 03:00", "11-23 15:00"],
    ["昨日の2時", "11-23 02:00", "11-23 14:00"],
    ["gestern um 3", "11-23 03:00", "11-23 15:00"],
    ["yesterday 3:30", "11-23 03:30", "11-23 15:30"],
    ["어제 2시에서 4시 사이", "11-23 02:00", "11-23 16:00"],
    ["yesterday between 2 and 4", "11-23 02:00", "11-23 16:00"],
    ["yesterday between 5 and 8", "11-23 05:00", "11-23 20:00"],
    ["yesterday from 9 to 3", "11-23 09:00", "11-23 15:00"],
  ])("begins with the one, and ends with the other: %s", async (phrase, from, to) => {
    expect(await bounds(phrase)).toEqual([from, to]);
  });

  it.each([
    ["after 3 o'clock yesterday", "11-23 03:00", undefined],
    ["before 3 yesterday", undefined, "11-23 15:00"],
  ])("leaves out nothing before or after it: %s", async (phrase, after, before) => {
    const [start, end] = await bounds(phrase);
    expect(start ?? end).toBe(after ?? before);
  });

  it.each([
    ["yesterday 03:30", "11-23 03:30"],
    ["3am yesterday", "11-23 03:00"],
    ["昨日の午後3時", "11-23 15:00"],
    ["gestern um 15 Uhr", "11-23 15:00"],
    ["yesterday at 9", "11-23 09:00"],
  ])("is one of both where the text or the hour tells: %s", async (phrase, at) => {
    expect(await bounds(phrase)).toEqual([at, at]);
  });
});

describe("seasons and holidays of several days", () => {
  it.each([
    ["over the summer", "06-01"],
    ["l'hiver dernier", "12-01"],
    ["この夏", "06-01"],
    ["early summer", "06-01"],
    ["Weihnachten", "12-24"],
    ["after Christmas holidays", "01-02"],
    ["お盆明け", "08-17"],
    ["ゴールデンウィーク", "04-29"],
    ["Semana Santa", "03-29"],
    ["春节", "02-16"],
    ["추석 연휴", "09-24"],
    ["端午节", "06-19"],
  ])("begin with their first day: %s", async (phrase, from) => {
    expect((await bounds(phrase))[0]).toBe(from);
  });
});

describe("a weekday in a calendar or among tasks", () => {
  const monday = { now: "2026-11-23T10:30", tendency: "nearest" } as const;
  it.each([
    ["by Friday", "11-28"],
    ["until Friday", "11-28"],
    ["bis Freitag", "11-28"],
    ["d'ici vendredi", "11-28"],
    ["金曜まで", "11-28"],
    ["by the 5th", "12-06"],
    ["Friday", "11-27"],
    ["before Christmas", "12-25"],
    ["before December 1", "12-01"],
    ["12月10日より前", "12-10"],
    ["voor Sinterklaas", "12-05"],
  ])("is the coming one, though the last one is nearer: %s", async (phrase, end) => {
    expect((await bounds(phrase, monday))[1]).toBe(end);
  });

  it.each([
    ["by Friday", "11-28"],
    ["d'ici vendredi", "11-28"],
    ["entro venerdì", "11-28"],
    ["before December 1", "12-01"],
    ["クリスマスまでに", "12-26"],
    ["before June", "06-01"],
  ])("or day is to come in a search, too, where words or a near date tell: %s", async (phrase, end) => {
    expect((await bounds(phrase, { now: "2026-11-25T12:00" }))[1]).toBe(end);
  });

  it("is of the past in a search with a start, unless that lies later", async () => {
    expect(await meaningOf("December 20", { edge: "end" })).toBe("2026-12-20");
    expect(await meaningOf("December 20", { edge: "end", hasStart: true })).toBe("2025-12-20");
    const nowMs = DateTime.fromISO(localNow, { zone }).toMillis();
    const read = async (afterDateTime: string) =>
      (await readBounds({ afterDateTime, beforeDateTime: "December 20" }, { nowMs, zone: async () => zone })).before;
    expect((await read("December 1"))?.interpretation).toContain("2025-12-20");
    expect((await read("November 1"))?.interpretation).toContain("2026-12-20");
  });

  it.each([
    ["週明け", "11-30"],
    ["月初", "12-01"],
    ["in the new year", "01-01"],
  ])("or the beginning of a week, month or year is the nearest: %s", async (phrase, start) => {
    expect((await bounds(phrase, { now: "2026-11-27T10:00", tendency: "nearest" }))[0]).toBe(start);
  });

  it("does not tell where a number of days lies", async () => {
    await expect(bounds("quinze jours", monday)).rejects.toThrow("may lie before or after now");
  });

  it("is the latest one after since, and in a search of the past", async () => {
    expect((await bounds("since Friday", monday))[0]).toBe("11-20");
    expect((await bounds("until Friday", { ...monday, tendency: "past" }))[1]).toBe("11-21");
  });
});
