import { describe, expect, test } from "vitest";
import { countVerdicts, type Slice, sliced } from "#test/bench/soak/call-record.ts";
import { secondsUntilNormal } from "#test/bench/soak/recovery.ts";
import { trendOf } from "#test/bench/soak/slope.ts";

describe("the trend of memory", () => {
  test("is the slope of a line that single outliers don't tilt", () => {
    const points = Array.from({ length: 30 }, (_unused, minute) => [minute, 300 + minute * 0.5] as const);
    expect(trendOf(points.map(([x, y]) => [x, x % 10 === 3 ? y + 80 : y]))).toBeCloseTo(0.5, 5);
  });

  test("is nothing where memory goes up and down alike", () => {
    expect(trendOf(Array.from({ length: 40 }, (_unused, minute) => [minute, 300 + (minute % 2) * 20]))).toBe(0);
  });

  test("is not known of one point", () => {
    expect(trendOf([[1, 2]])).toBeNaN();
  });
});

const call = (dueAtMs: number, verdict = "ok", tookMs = 10) => ({ dueAtMs, tookMs, verdict });

describe("calls of a load", () => {
  test("are counted in the slice in which they were due, and those in no whole slice in none", () => {
    const records = [call(1_000), call(1_999, "ok", 5_000), call(2_000, "unavailable"), call(3_100)];
    const slices = sliced(records, { fromMs: 1_000, toMs: 3_200, lengthMs: 1_000 });
    expect(slices.map(({ callsPerSecond, notServed }) => [callsPerSecond, notServed])).toEqual([
      [2, 0],
      [0, 1],
    ]);
    expect(countVerdicts(records)).toEqual({ ok: 3, unavailable: 1 });
  });
});

describe("normal again", () => {
  const slice = (atSeconds: number, notServed: number, p95Ms: number): Slice => ({
    atSeconds,
    callsPerSecond: 100,
    p95Ms,
    notServed,
  });

  test("begins with three good seconds in a row, not with one that was luck", () => {
    const slices = [
      slice(0, 5, 50),
      slice(1, 0, 50),
      slice(2, 0, 900),
      slice(3, 0, 50),
      slice(4, 0, 50),
      slice(5, 0, 60),
    ];
    expect(secondsUntilNormal(slices, 100)).toBe(3);
  });

  test("never comes when it is slow to the end", () => {
    expect(secondsUntilNormal([slice(0, 0, 200), slice(1, 0, 200), slice(2, 0, 200)], 100)).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});
