import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findProgram } from "#test/support/find-program.ts";
import { copyRepository, type RepositoryCopy } from "#test/support/repository-copy.ts";
import { type Area, type Removal, takeOut } from "./removal.ts";

/** What is used of vitest's JSON report. */
interface Report {
  numPassedTests?: number;
  testResults?: { assertionResults: { fullName: string; status: string; failureMessages: string[] }[] }[];
}

/** How tests are run: with options of vitest, and variables as a shell sets them. */
interface How {
  options: string;
  environment: string;
}

const root = join(import.meta.dirname, "../..");
const reportFile = "removal-report.json";

/** With the defence, a busy machine has all the time of any test. */
const patient: How = { options: "", environment: "" };
/** What a test without the defence waits for may never come. */
const impatient: How = { options: "--testTimeout=12000", environment: "TEST_PATIENCE_MS=6000 TEST_RETRIES=0" };

/** The project of vitest that the tests belong to. */
const projectOf = ({ noticedBy: [name = ""] }: Removal): string =>
  /(\w+)\//.exec(name.replace(/^test\//, ""))?.[1] ?? "";

/** Runs the tests, up to the first failure or all. Gives how many passed, and those that failed with their reasons. */
function runTests(copy: RepositoryCopy, removal: Removal, how: How) {
  const { noticedBy, test } = removal;
  const run = `node_modules/vitest/vitest.mjs run --project ${projectOf(removal)} ${noticedBy.join(" ")}`;
  const vitest = `"${process.execPath}" ${run}`;
  // Vitest puts a mark between the titles of a group and its tests.
  const named = test === undefined ? "" : `-t "${test.replaceAll(" ", " (> )?")}"`;
  copy.write(reportFile, "{}");
  const { status, output } = copy.run(
    `${how.environment} ${vitest} ${named} ${how.options} --reporter=json --outputFile=${reportFile}`,
  );
  const { numPassedTests = 0, testResults = [] }: Report = JSON.parse(copy.read(reportFile));
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === "failed"))
    .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages.join("\n")}`);
  // Vitest may end a run for its first failure before that is in the report.
  const isWhole = status === 0 || failed.length > 0;
  return { ran: numPassedTests + failed.length, failed, isWhole, output };
}

/** The tests that failed, each with its reason. A file that can't even be loaded proves nothing, and is an error. */
function failedTests(copy: RepositoryCopy, removal: Removal, how: How): string[] {
  const quick = runTests(copy, removal, { ...how, options: `${how.options} --bail=1` });
  const { ran, failed, output } = quick.isWhole ? quick : runTests(copy, removal, how);
  expect(ran, output).toBeGreaterThan(0);
  return failed;
}

/**
 * In a copy of the repository, takes out one defence after the other. For each, one of its tests fails, all of which
 * pass while it is there: of unit tests the stages `unit` and `slow` show that.
 */
export function noticesEach({ name, removals }: Area): void {
  describe(`${name}: a test notices when the product no longer`, () => {
    let copy: RepositoryCopy;
    const passing = new Set<string>();

    beforeAll(() => {
      copy = copyRepository(root);
    });

    afterAll(() => copy.remove());

    test.for(removals)("$defence", (removal, context) => {
      const { needs } = removal;
      if (needs !== undefined && findProgram(needs) === undefined) context.skip(`there is no ${needs}`);
      const { original, without } = takeOut(removal);
      const tests = JSON.stringify([removal.noticedBy, removal.test]);
      if (projectOf(removal) !== "unit" && !passing.has(tests))
        expect(failedTests(copy, removal, patient), "failed with the defence").toEqual([]);
      passing.add(tests);
      copy.write(removal.file, without);
      try {
        expect(failedTests(copy, removal, impatient), "failed without it").not.toEqual([]);
      } finally {
        copy.write(removal.file, original);
      }
    });
  });
}
