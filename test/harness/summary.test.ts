import { describe, expect, test } from "vitest";
import { closingLines, type TestCounts } from "#test/bootstrap/summary.mjs";

const counted = (passed: number, more: Partial<TestCounts> = {}): TestCounts => ({
  ...{ passed, failures: [], retried: [], skips: [] },
  ...more,
});
const stage = (name: string, code: number, tests?: TestCounts) => ({ name, seconds: 1.25, code, tests });

describe("the end of a test run", () => {
  test("is a line per stage and the sum alone on the last line", () => {
    expect(closingLines([stage("types", 0), stage("unit", 0, counted(41))])).toEqual({
      lines: [
        "types        passed    1.3 s   1 passed, 0 failed",
        "unit         passed    1.3 s   41 passed, 0 failed",
        "42 passed, 0 failed",
      ],
      failed: false,
    });
  });

  test("fails when a runner crashed before it could count, and when it failed without a failed test", () => {
    expect(closingLines([stage("unit", 1)]).lines.at(-1)).toBe("0 passed, 1 failed");
    const { lines, failed } = closingLines([stage("unit", 1, counted(5))]);
    expect(lines.slice(-2)).toEqual(["FAILED: unit: its runner: ended with code 1", "5 passed, 1 failed"]);
    expect(failed).toBe(true);
  });

  test("names each failed, retried and skipped test with its reason, and fails even if the runner ended with 0", () => {
    const failures = [{ title: "a.test.ts > reads", reason: "expected 1 to be 2" }];
    const retried = [{ title: "a.test.ts > waits", reason: "waited 30 s" }];
    const skips = [{ title: "a.test.ts > looks", reason: "../shared is missing" }];
    const { lines, failed } = closingLines([stage("unit", 0, counted(5, { failures, retried, skips }))]);
    expect(lines.slice(1)).toEqual([
      "FAILED: unit: a.test.ts > reads: expected 1 to be 2",
      "PASSED AT THE SECOND TRY: unit: a.test.ts > waits: waited 30 s",
      "SKIPPED: unit: a.test.ts > looks because ../shared is missing",
      "5 passed, 1 failed, 1 skipped",
    ]);
    expect(failed).toBe(true);
  });
});
