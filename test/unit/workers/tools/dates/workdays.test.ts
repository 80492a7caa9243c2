import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { runs } from "#test/support/property-runs.ts";
import { plusWorkdays } from "#workers/tools/dates/phrases/workdays.ts";

const zone = "Europe/Berlin";

/** One day after another, of which those from Monday to Friday count. */
function counted(day: DateTime, count: number): DateTime {
  let at = day;
  for (let rest = Math.abs(count); rest > 0; rest -= at.weekday < 6 ? 1 : 0) at = at.plus({ days: Math.sign(count) });
  return at;
}

describe("a number of working days", () => {
  it("lies as far away as counting them one by one", () => {
    const days = fc
      .integer({ min: 0, max: 4_000 })
      .map((days) => DateTime.fromISO("2020-01-01", { zone }).plus({ days }));
    fc.assert(
      fc.property(days, fc.integer({ min: -400, max: 400 }), (day, count) => {
        expect(plusWorkdays(day, count).toISO()).toBe(counted(day, count).toISO());
      }),
      { numRuns: runs(1_000) },
    );
  });
});
