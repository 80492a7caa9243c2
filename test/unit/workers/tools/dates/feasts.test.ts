import { describe, expect, it } from "vitest";
import { dateOfFeast } from "#workers/tools/dates/phrases/feasts.ts";

function isoDate(feast: Parameters<typeof dateOfFeast>[0], year: number): string {
  const { month, day } = dateOfFeast(feast, year);
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

describe("a feast", () => {
  // The dates of the United States Census Bureau, and the first and the last that is possible.
  it.each([
    "1913-03-23",
    "1943-04-25",
    "1954-04-18",
    "2000-04-23",
    "2008-03-23",
    "2019-04-21",
    "2024-03-31",
    "2025-04-20",
    "2026-04-05",
    "2038-04-25",
  ])("is on the right day of each year if it is Easter Sunday: %s", (date) => {
    expect(isoDate({ is: "easter", plusDays: 0 }, Number(date.slice(0, 4)))).toBe(date);
  });

  it("is a Sunday from March 22 to April 25 if it is Easter Sunday, in every year that words may name", () => {
    for (let year = 1900; year <= 2200; year += 1) {
      const date = isoDate({ is: "easter", plusDays: 0 }, year);
      expect(new Date(date).getUTCDay(), date).toBe(0);
      expect(date.slice(5) >= "03-22" && date.slice(5) <= "04-25", date).toBe(true);
    }
  });

  it.each(["2024-11-29", "2025-11-28", "2026-11-27", "2029-11-23"])(
    "may follow the fourth Thursday of a month: %s",
    (date) => {
      const blackFriday = { is: "floating", month: 11, weekday: 4, nth: 4, plusDays: 1 } as const;
      expect(isoDate(blackFriday, Number(date.slice(0, 4)))).toBe(date);
    },
  );
});
