import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { hasAllRuns, runs } from "#test/support/property-runs.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { readDateBound } from "#workers/tools/dates/date-bound.ts";
import { listedPhrases, localNow, meaningOf } from "./read-phrases.ts";

const listed = listedPhrases();
/** The share of phrases with a meaning that must be understood. */
const least: Readonly<Record<string, number>> = { en: 0.95, ja: 0.95 };
const leastOfOthers = 0.85;
const names = ["en", "ja", "zh", "ko", "de", "fr", "es", "pt", "it", "nl"];

describe("phrases as people say them", () => {
  it.each(names)("are understood, and none of them is understood wrongly: %s", async (language) => {
    const phrases = listed.filter((each) => each.language === language);
    expect(phrases.length).toBeGreaterThan(["en", "ja"].includes(language) ? 340 : 200);
    const wrong: string[] = [];
    let understood = 0;
    for (const { phrase, expected, edge, isKnownGap, said } of phrases) {
      const meaning = await meaningOf(phrase, { edge, ...said });
      if (meaning === expected && expected !== undefined) understood += 1;
      const isRight = meaning === expected || (isKnownGap && meaning === undefined);
      if (!isRight) wrong.push(`${phrase} (${edge}): ${meaning}, not ${expected}`);
    }
    expect(wrong).toEqual([]);
    const all = phrases.filter(({ expected }) => expected !== undefined).length;
    expect(understood / all).toBeGreaterThanOrEqual(least[language] ?? leastOfOthers);
  });

  it("mean the same local time in each zone", async () => {
    const different: string[] = [];
    for (const [at, { phrase, edge, expected }] of listed.entries()) {
      // What is refused takes longer, since other parsers are asked too.
      if (expected === undefined || (!hasAllRuns && at % 10 > 0)) continue;
      const [here, there] = [
        await meaningOf(phrase, { edge, zone: "Asia/Kathmandu" }),
        await meaningOf(phrase, { edge, zone: "America/St_Johns" }),
      ];
      if (here !== there) different.push(`${phrase}: ${here}, ${there}`);
    }
    expect(different).toEqual([]);
  });
});

const locales = ["en-US", "en-GB", "ja", "zh-CN", "zh-TW", "ko", "de", "fr", "es", "pt-BR", "it", "nl", "sv", "ru"];

describe("phrases of the Unicode locale data", () => {
  const units = ["day", "week", "month", "quarter", "year", "hour", "minute"] as const;
  const now = DateTime.fromISO(localNow, { zone: "Europe/Berlin" });

  it.each(locales)("for times before and after now are understood: %s", async (locale) => {
    for (const unit of units) {
      for (const numeric of ["auto", "always"] as const) {
        const format = new Intl.RelativeTimeFormat(locale, { numeric });
        for (const count of [-9, -3, -2, -1, 1, 2, 3, 9]) {
          const phrase = format.format(count, unit);
          const isExact = unit === "hour" || unit === "minute";
          const isNamed = !/\d/.test(phrase);
          const from = isExact ? now : now.startOf(isNamed ? unit : "day");
          const meant = from
            .plus({ [`${unit}s`]: count })
            .toFormat("yyyy-MM-dd'T'HH:mm")
            .replace("T00:00", "");
          expect([phrase, await meaningOf(phrase)]).toEqual([phrase, meant]);
        }
      }
    }
  });

  it.each([...locales, "ja-JP-u-ca-japanese", "zh-TW-u-ca-roc"])("for any day are understood: %s", async (locale) => {
    const day = fc.date({ min: new Date("1990-01-01"), max: new Date("2060-01-01"), noInvalidDate: true });
    await fc.assert(
      fc.asyncProperty(day, fc.constantFrom("full", "long"), async (date, dateStyle) => {
        const phrase = new Intl.DateTimeFormat(locale, { dateStyle, timeZone: "UTC" }).format(date);
        expect([phrase, await meaningOf(phrase)]).toEqual([phrase, date.toISOString().slice(0, 10)]);
      }),
      { numRuns: runs(1_000) },
    );
  });
});

describe("a phrase of a fiscal year", () => {
  it.each([
    ["this fiscal year", 10, "2026-10-01"],
    ["last fiscal year", 10, "2025-10-01"],
    ["this fiscal year", 7, "2026-07-01"],
    ["start of the financial year", 4, "2026-04-01"],
    ["laufendes Geschäftsjahr", 2, "2026-02-01"],
    ["今年度", 1, "2026-01-01"],
    ["昨年度", 12, "2024-12-01"],
    ["第3四半期", 1, "2026-07-01"],
    ["2025年第3四半期", 1, "2025-07-01"],
    ["FY2025", 1, "2025-01-01"],
    ["FY25 Q3", 1, "2025-07-01"],
    ["fiscal Q2", 10, "2026-01-01"],
    ["Q2", 10, "2026-04-01"],
    ["财年", 1, undefined],
    ["本财年", 4, "2026-04-01"],
    ["이번 회계연도", 3, "2026-03-01"],
  ])("begins in the month of the tenant: %s", async (phrase, fiscalYearStart, meaning) => {
    expect(await meaningOf(phrase, { fiscalYearStart })).toBe(meaning);
  });

  it.each(["this fiscal year", "FY2025", "本财年"])("is refused where no month is set: %s", async (phrase) => {
    expect(await meaningOf(phrase)).toBeUndefined();
  });

  it("says what is missing", async () => {
    const context = { parameter: "afterDateTime", nowMs: 0, zone: async () => "UTC" };
    const { message } = await toolErrorOf(readDateBound("this fiscal year", context));
    expect(message).toMatch(/names a fiscal year, .* Write an ISO 8601 date/);
  });
});

describe("a phrase that can mean two things is refused", () => {
  it.each([
    ["nächsten Freitag", "can mean this week or the next one"],
    ["次の金曜日", "can mean this week or the next one"],
    ["2025年第3四半期", "can mean two years"],
    ["FY2025", "names a fiscal year"],
    ["前年", "names no exact date"],
    ["a few", "names no exact date"],
    ["winter 2025", "can mean two times (name the months)"],
    ["去年の冬", "can mean two times (name the months)"],
    ["Tuesday, October 5, 2026", "names another weekday than that of 2026-10-05"],
    ["平成40年1月1日", "is not a date that exists"],
    ["2月30日", "is not a date that exists"],
    ["昨日の25時", "is not a time that exists"],
    ["since 9", "is not understood as a date"],
    ["next week at 5pm", "is not understood as a date"],
    ["March 3 at 17:30 am", "is not a time that exists"],
    ["first half of March at 17:30 am", "is not understood as a date"],
    ["volgende week 17:00", "is not understood as a date"],
    ["the last quarters", "names no exact date"],
    ["昨夜2時", "can mean two days (before or after midnight)"],
    ["more than a week ago", "says where a time ends: that is for beforeDateTime"],
    ["after 3 days ago", "may or may not include the time that it names"],
    ["3h", "can mean a time of day or a number of hours"],
    ["the day after Christmas", "is not understood as a date"],
    ["the week after Nov 10", "is not understood as a date"],
    ["the Tuesday after Nov 10", "is not understood as a date"],
    ["der Tag nach Heiligabend", "is not understood as a date"],
    ["before October 15 inclusive", "is not understood as a date"],
    ["next Christmas", "can mean this year's or that of next year"],
    ["Thanksgiving", "has another date in other countries: write its date"],
    ["yesterday at midnight", "can mean two days"],
    ["昨日の深夜", "can mean two days (before or after midnight)"],
    ["Monday before last", "can mean two weeks"],
    ["first full week of October", "is not understood as a date"],
    ["the last two full weeks", "is not understood as a date"],
    ["last Friday of November", "can mean two days"],
    ["fifth Friday of October", "is not understood as a date"],
    ["sixth week of October", "is not understood as a date"],
    ["夏休み", "names no exact date"],
    ["from Monday to Friday", "can mean two times (the one from 2026-11-23, which is not over, or the one before)"],
    ["9999 months ago", "does not lie between 1900 and 2200"],
  ])("%s", async (phrase, reason) => {
    const zone = "Europe/Berlin";
    const context = { parameter: "afterDateTime", nowMs: DateTime.fromISO(localNow, { zone }).toMillis() };
    const { message } = await toolErrorOf(readDateBound(phrase, { ...context, zone: async () => zone }));
    expect(message).toContain(reason);
  });
});
