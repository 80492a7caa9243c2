import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";
import type { TestCounts } from "#test/bootstrap/summary.mjs";

interface Tally extends TestCounts {
  readonly complaints: string[];
}

/**
 * Counts a vitest run for `npm test`, which names the file to write in TEST_SUMMARY_FILE, and gives the reason of all
 * skips that have none of their own in TEST_SKIP_REASON. Stricter than vitest: a test that could not run because of a
 * failed hook counts as failed, and so does a skip that gives no reason.
 */
export function summaryReporter(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const file = process.env.TEST_SUMMARY_FILE;
      if (file === undefined) return;
      const tally: Tally = { passed: 0, failed: unhandledErrors.length, skips: [], complaints: [] };
      for (const module of modules) countModule(tally, module);
      for (const complaint of tally.complaints) console.error(complaint);
      const { complaints: _, ...counts } = tally;
      writeFileSync(file, JSON.stringify(counts));
    },
  };
}

function countModule(tally: Tally, module: TestModule): void {
  const tests = [...module.children.allTests()];
  if (tests.length === 0 && module.state() === "failed") tally.failed += 1;
  for (const test of tests) countTest(tally, test);
}

function countTest(tally: Tally, test: TestCase): void {
  const result = test.result();
  if (result.state === "passed") {
    tally.passed += 1;
  } else if (result.state !== "skipped" || hookFailed(test)) {
    tally.failed += 1;
  } else {
    const title = `${test.module.relativeModuleId} > ${test.fullName}`;
    const reason = test.meta().skipReason ?? result.note ?? process.env.TEST_SKIP_REASON;
    if (reason) {
      tally.skips.push({ title, reason });
    } else {
      tally.failed += 1;
      tally.complaints.push(`SKIPPED WITHOUT A REASON: ${title} (say why with test/support/loud-skip.ts)`);
    }
  }
}

function hookFailed(test: TestCase): boolean {
  for (let above: TestSuite | TestModule = test.parent; ; above = above.parent) {
    if (above.errors().length > 0) return true;
    if (above.type === "module") return false;
  }
}
