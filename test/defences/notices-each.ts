import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyRepository, type RepositoryCopy } from "#test/support/repository-copy.ts";
import { type Area, type Removal, takeOut } from "./removal.ts";

interface Outcome {
  passed: number;
  failed: number;
}

const root = join(import.meta.dirname, "../..");
const reportFile = "removal-report.json";
/** What a test without the defence waits for may never come. */
const waitMs = 20_000;

/** How many tests passed and failed. A file that can't even be loaded proves nothing, and counts as neither. */
function runTests(copy: RepositoryCopy, { noticedBy, project = "unit" }: Removal): Outcome {
  const vitest = `"${process.execPath}" node_modules/vitest/vitest.mjs run --project ${project} ${noticedBy.join(" ")}`;
  copy.write(reportFile, "{}");
  const { output } = copy.run(`${vitest} --bail=1 --testTimeout=${waitMs} --reporter=json --outputFile=${reportFile}`);
  const { numPassedTests: passed = 0, numFailedTests: failed = 0 } = JSON.parse(copy.read(reportFile));
  expect(passed + failed, output).toBeGreaterThan(0);
  return { passed, failed };
}

/**
 * In a copy of the repository, takes out one defence after the other. For each, one of its tests fails, all of which
 * pass while it is there.
 */
export function noticesEach({ name, removals }: Area): void {
  describe(`${name}: a test notices when the product no longer`, () => {
    let copy: RepositoryCopy;
    const passing = new Set<string>();

    beforeAll(() => {
      copy = copyRepository(root);
    });

    afterAll(() => copy.remove());

    test.each(removals)("$defence", (removal) => {
      const { original, without } = takeOut(removal);
      const tests = JSON.stringify([removal.project, removal.noticedBy]);
      if (!passing.has(tests)) expect(runTests(copy, removal).failed, "failed with the defence").toBe(0);
      passing.add(tests);
      copy.write(removal.file, without);
      try {
        expect(runTests(copy, removal).failed, "failed without it").toBeGreaterThan(0);
      } finally {
        copy.write(removal.file, original);
      }
    });
  });
}
