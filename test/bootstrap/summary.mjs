/**
 * @typedef {{ title: string, reason: string }} Named
 * @typedef {{ passed: number, failures: Named[], retried: Named[], skips: Named[] }} TestCounts
 * @typedef {{ name: string, seconds: number, code: number, tests: TestCounts | undefined }} StageResult
 */

/**
 * The end of a test run: a line per stage, the time of all, a line per failure, per test that passed only when it was
 * tried again, and per skip, and alone on the last line the sum. A
 * check without tests of its own (types, lint, unused) counts as one test, and so does a stage that failed without a
 * failed test, such as a runner that crashed.
 *
 * @param {StageResult[]} results
 * @param {{ seconds?: number, notRun?: string[] }} [more] how long all took together, without set-up, for stages may
 * have run side by side; and the stages that nobody asked for
 * @returns {{ lines: string[], failed: boolean }}
 */
export function closingLines(results, { seconds, notRun = [] } = {}) {
  const counted = results.map((result) => ({ ...result, ...countStage(result) }));
  const table = counted.map(({ name, seconds, passed, failures, skips }) => {
    const verdict = failures.length > 0 ? "FAILED" : "passed";
    const time = `${seconds.toFixed(1).padStart(6)} s`;
    return `${name.padEnd(12)} ${verdict} ${time}   ${sumLine(passed, failures.length, skips.length)}`;
  });
  if (seconds !== undefined) table.push(`${"together".padEnd(12)}        ${seconds.toFixed(1).padStart(6)} s`);
  const skips = counted.flatMap(({ name, skips }) =>
    skips.map(({ title, reason }) => `SKIPPED: ${name}: ${title} because ${reason}`),
  );
  const troubles = counted.flatMap(({ name, failures, retried }) => [
    ...failures.map(({ title, reason }) => `FAILED: ${name}: ${title}: ${reason}`),
    ...retried.map(({ title, reason }) => `PASSED AT THE SECOND TRY: ${name}: ${title}: ${reason}`),
  ]);
  const passed = counted.reduce((sum, stage) => sum + stage.passed, 0);
  const failed = counted.reduce((sum, stage) => sum + stage.failures.length, 0);
  const said = [...troubles, ...skips].concat(
    notRun.length > 0
      ? [`NOT RUN: ${notRun.join(", ")}: too long for every day; .ci/run runs them, and npm test -- NAME`]
      : [],
  );
  return { lines: [...table, ...said, sumLine(passed, failed, skips.length)], failed: failed > 0 };
}

/**
 * @param {StageResult} result
 * @returns {TestCounts}
 */
function countStage({ code, tests }) {
  const crash = { title: "its runner", reason: `ended with code ${code}` };
  if (tests === undefined)
    return { passed: code === 0 ? 1 : 0, failures: code === 0 ? [] : [crash], retried: [], skips: [] };
  return { ...tests, failures: code !== 0 && tests.failures.length === 0 ? [crash] : tests.failures };
}

/**
 * @param {number} passed
 * @param {number} failed
 * @param {number} skipped
 */
function sumLine(passed, failed, skipped) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
