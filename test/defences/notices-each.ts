import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findProgram } from "#test/support/find-program.ts";
import { copyRepository, type RepositoryCopy } from "#test/support/repository-copy.ts";
import { type Area, type Removal, takeOut } from "./removal.ts";
import { startTestRunner, type TestRunner } from "./test-runner.ts";

const root = join(import.meta.dirname, "../..");

/** What a test waits for without a defence may never come. */
const environment = { TEST_TIMEOUT_MS: "12000", TEST_PATIENCE_MS: "6000", TEST_RETRIES: "0" };

/** The project of vitest that the tests belong to. */
const projectOf = ({ noticedBy: [name = ""] }: Removal): string =>
  /(\w+)\//.exec(name.replace(/^test\//, ""))?.[1] ?? "";

/**
 * In a copy of the repository, takes out one defence after the other. For each, one of its tests fails. That all of
 * them pass while it is there is shown by the stages that they belong to.
 */
export function noticesEach({ name, removals }: Area): void {
  describe(`${name}: a test notices when the product no longer`, () => {
    let copy: RepositoryCopy;
    const runners = new Map<string, TestRunner>();

    /** The tests that fail, each with its reason. A file that can't be loaded proves nothing, and is an error. */
    async function failingTests(removal: Removal) {
      const { noticedBy, test } = removal;
      const project = projectOf(removal);
      const runner = runners.get(project) ?? startTestRunner({ folder: copy.folder, project, environment });
      runners.set(project, runner);
      const { ran, failed, problems } = await runner.run({ files: noticedBy, ...(test !== undefined && { test }) });
      expect(ran, problems.join("\n")).toBeGreaterThan(0);
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
      copy.write(removal.file, without);
      try {
        expect(await failingTests(removal), "failed without it").not.toEqual([]);
      } finally {
        copy.write(removal.file, original);
      }
    });
  });
}
