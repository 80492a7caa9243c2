import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findProgram } from "#test/support/find-program.ts";
import { copyRepository, type RepositoryCopy } from "#test/support/repository-copy.ts";
import { type Area, type Removal, takeOut } from "./removal.ts";
import { startTestRunner, type TestRunner } from "./test-runner.ts";

const root = join(import.meta.dirname, "../..");

/** With the defence, a busy machine has all the time of any test; what a test waits for without it may never come. */
const environments = {
  with: {},
  without: { TEST_TIMEOUT_MS: "12000", TEST_PATIENCE_MS: "6000", TEST_RETRIES: "0" },
};

/** The project of vitest that the tests belong to. */
const projectOf = ({ noticedBy: [name = ""] }: Removal): string =>
  /(\w+)\//.exec(name.replace(/^test\//, ""))?.[1] ?? "";

/**
 * In a copy of the repository, takes out one defence after the other. For each, one of its tests fails, all of which
 * pass while it is there: of unit tests the stages `unit` and `slow` show that.
 */
export function noticesEach({ name, removals }: Area): void {
  describe(`${name}: a test notices when the product no longer`, () => {
    let copy: RepositoryCopy;
    const runners = new Map<string, TestRunner>();
    const passing = new Set<string>();

    /** The tests that failed, each with its reason. A file that can't be loaded proves nothing, and is an error. */
    async function failedTests(removal: Removal, defence: "with" | "without") {
      const { noticedBy, test } = removal;
      const project = projectOf(removal);
      const name = `${project} ${defence}`;
      const runner =
        runners.get(name) ?? startTestRunner({ folder: copy.folder, project, environment: environments[defence] });
      runners.set(name, runner);
      const { ran, failed, problems } = await runner.run({ files: noticedBy, ...(test !== undefined && { test }) });
      expect(ran, problems.join("\n")).toBeGreaterThan(0);
      if (defence === "with") expect(problems, "a file can't be loaded, or an error is nobody's").toEqual([]);
      return failed;
    }

    beforeAll(() => {
      copy = copyRepository(root);
    });

    afterAll(async () => {
      await Promise.all([...runners.values()].map((runner) => runner.stop()));
      copy.remove();
    });

    test.for(removals)("$defence", async (removal, context) => {
      const { needs } = removal;
      if (needs !== undefined && findProgram(needs) === undefined) context.skip(`there is no ${needs}`);
      const { original, without } = takeOut(removal);
      const tests = JSON.stringify([removal.noticedBy, removal.test]);
      if (projectOf(removal) !== "unit" && !passing.has(tests))
        expect(await failedTests(removal, "with"), "failed with the defence").toEqual([]);
      passing.add(tests);
      copy.write(removal.file, without);
      try {
        expect(await failedTests(removal, "without"), "failed without it").not.toEqual([]);
      } finally {
        copy.write(removal.file, original);
      }
    });
  });
}
