import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "#test/support/property-runs.ts";
import { parseRetryAfter, toWholeSeconds } from "#workers/resilience/retry-after.ts";

const now = Date.UTC(2026, 10, 25, 12, 0, 0);
const longestMs = 600_000;

describe("Retry-After", () => {
  it.each([
    ["10", 10_000],
    ["2.128", 2_128],
    ["0", 0],
    [" 7 ", 7_000],
    ["Wed, 25 Nov 2026 12:00:30 GMT", 30_000],
    ["Wed, 25 Nov 2026 11:00:00 GMT", 0],
    ["Wednesday, 25-Nov-26 12:00:30 GMT", 30_000],
    ["999999999999", longestMs],
  ])("reads %j as %i ms", (text, delayMs) => {
    expect(parseRetryAfter({ "retry-after": text }, now)).toBe(delayMs);
  });

  it.each([
    undefined,
    "",
    " ",
    ..."null | NaN | Infinity | -5 | 1e9 | 0x10 | soon | 1 2 | 2026-11-25T12:00:30Z | 12,5 | Mon, 5".split(" | "),
    ..."Wed, 25 Nov 2026 | Wed, 25 Nov 2026 12:00:30 | Wed, 99 Nov 2026 12:00:30 GMT | １０".split(" | "),
  ])("takes %j for no pause at all, not for one of 0", (text) => {
    expect(parseRetryAfter({ "retry-after": text }, now)).toBeUndefined();
  });

  it.each([
    ["Wed, 25 Nov 2026 12:05:00 GMT", 30_000],
    [undefined, 330_000],
    ["Wed", 330_000],
  ])("reads a date against the answer's own Date, %j, else by the machine's clock", (date, delayMs) => {
    expect(parseRetryAfter({ "retry-after": "Wed, 25 Nov 2026 12:05:30 GMT", date }, now)).toBe(delayMs);
  });

  it("takes the first of several headers", () => {
    expect(parseRetryAfter({ "retry-after": ["3", "9"] }, now)).toBe(3_000);
  });

  it("gives nothing but a whole number of ms within ten minutes, whatever it reads", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.date({ noInvalidDate: true }).map(String), fc.double().map(String)),
        (text) => {
          const delayMs = parseRetryAfter({ "retry-after": text }, now);
          return delayMs === undefined || (Number.isInteger(delayMs) && delayMs >= 0 && delayMs <= longestMs);
        },
      ),
      { numRuns: runs(20_000) },
    );
  });

  it("is never shorter than what was asked for, in seconds for a caller", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 600, noNaN: true }), (seconds) => {
        const delayMs = parseRetryAfter({ "retry-after": seconds.toFixed(3) }, now) ?? -1;
        const whole = toWholeSeconds(delayMs);
        return delayMs >= Number(seconds.toFixed(3)) * 1000 && whole * 1000 >= delayMs && whole >= 1;
      }),
    );
  });
});
