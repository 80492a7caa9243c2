import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";
import type { TestCounts } from "#test/bootstrap/summary.mjs";

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
      const counts: TestCounts = { passed: 0, failures: [], retried: [], skips: [] };
      if (unhandledErrors.length > 0) fail(counts, "outside of a test", unhandledErrors);
      for (const module of modules) countModule(counts, module);
      writeFileSync(file, JSON.stringify(counts));
    },
  };
}

function countModule(counts: TestCounts, module: TestModule): void {
  const tests = [...module.children.allTests()];
  if (tests.length === 0 && module.state() === "failed") fail(counts, module.relativeModuleId, module.errors());
  for (const test of tests) countTest(counts, test);
}

function countTest(counts: TestCounts, test: TestCase): void {
  const result = test.result();
  const title = `${test.module.relativeModuleId} > ${test.fullName}`;
  const hook = hookErrors(test);
  if (result.state === "passed") {
    counts.passed += 1;
    if (test.diagnostic()?.flaky) counts.retried.push({ title, reason: firstLine(result.errors) });
  } else if (result.state !== "skipped" || hook.length > 0) {
    fail(counts, title, [...(result.errors ?? []), ...hook]);
  } else {
    const reason = test.meta().skipReason ?? result.note ?? process.env.TEST_SKIP_REASON;
    if (reason) counts.skips.push({ title, reason });
    else fail(counts, title, [{ message: "was skipped without a reason (say why with test/support/loud-skip.ts)" }]);
  }
}

const firstLine = (errors: readonly { message: string }[] = []): string =>
  errors[0]?.message.split("\n", 1)[0] ?? "no reason was given";

function fail({ failures }: TestCounts, title: string, errors: readonly { message: string }[]): void {
  failures.push({ title, reason: firstLine(errors) });
}

function hookErrors(test: TestCase): readonly { message: string }[] {
  for (let above: TestSuite | TestModule = test.parent; ; above = above.parent) {
    if (above.errors().length > 0 || above.type === "module") return above.errors();
  }
}
