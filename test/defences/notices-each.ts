import { join } from "node:path";
import { test as base, describe, expect } from "vitest";
import { findProgram } from "#test/support/find-program.ts";
import { copyRepository } from "#test/support/repository-copy.ts";
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

/** A copy of the repository that the areas use one after the other, each Vitest in it by what it runs. */
const test = base.extend(
  "workshop",
  { scope: "worker" },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads there what a fixture needs
  async ({}, { onCleanup }) => {
    const copy = copyRepository(root);
    const runners = new Map<string, TestRunner>();
    onCleanup(async () => {
      await Promise.all([...runners.values()].map((runner) => runner.stop()));
      copy.remove();
    });

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

    return { copy, failedTests, passing: new Set<string>() };
  },
);

/**
 * In a copy of the repository, takes out one defence after the other. For each, one of its tests fails, all of which
 * pass while it is there. That they do is shown by their own stages; of the tests with processes, one of each project
 * is run here as well, or a copy in which no process starts would pass for a defence that is missed.
 */
export function noticesEach({ name, removals }: Area): void {
  describe(`${name}: a test notices when the product no longer`, () => {
    for (const removal of removals) {
      test(removal.defence, async ({ workshop, skip }) => {
        const { copy, failedTests, passing } = workshop;
        const { needs } = removal;
        if (needs !== undefined && findProgram(needs) === undefined) skip(`there is no ${needs}`);
        const { original, without } = takeOut(removal);
        const project = projectOf(removal);
        if (project !== "unit" && !passing.has(project))
          expect(await failedTests(removal, "with"), "failed with the defence").toEqual([]);
        passing.add(project);
        copy.write(removal.file, without);
        try {
          expect(await failedTests(removal, "without"), "failed without it").not.toEqual([]);
        } finally {
          copy.write(removal.file, original);
        }
      });
    }
  });
}
