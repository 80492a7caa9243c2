import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { TestCounts } from "#test/bootstrap/summary.mjs";

const root = join(import.meta.dirname, "../..");
/** Runs vitest itself on files of every fate: what its own numbers leave out is what this reporter is for. */
test("counts what passed, and names what failed, what passed at the second try and why a test was skipped", () => {
  mkdirSync(join(root, ".cache"), { recursive: true });
  const folder = mkdtempSync(join(root, ".cache", "reporter-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = (name: string, lines: readonly string[]) => {
    const imports = [
      'import { beforeAll, describe, expect, test } from "vitest";',
      'import { skipWhen } from "#test/support/loud-skip.ts";',
    ];
    writeFileSync(join(folder, name), [...imports, ...lines].join("\n"));
  };
  file("fates.test.ts", [
    'test("passes", () => {});',
    'test("fails", () => expect(1).toBe(2));',
    "let tries = 0;",
    'test("passes later", { retry: 1 }, () => expect((tries += 1)).toBe(2));',
    'test("skips itself", (context) => context.skip("it is told to"));',
    'describe("a suite", skipWhen("its data is missing"), () => {',
    '  describe("with a suite", () => { test("is skipped", () => {}); });',
    "});",
    'describe("a suite with its data", skipWhen(undefined), () => { test("runs", () => {}); });',
    'test.skip("skips in silence", () => {});',
    'describe("a failed hook", () => {',
    '  beforeAll(() => { throw new Error("no server"); });',
    '  test("cannot run", () => {});',
    '  describe("deeper", () => { test("cannot run either", () => {}); });',
    "});",
  ]);
  file("broken.test.ts", ['throw new Error("does not load");']);
  writeFileSync(
    join(folder, "vitest.config.ts"),
    `import { summaryReporter } from "#test/support/summary-reporter.ts";
     export default { test: { reporters: [summaryReporter()] } };`,
  );
  const summaryFile = join(folder, "summary.json");
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  spawnSync(process.execPath, [vitest, "run", "--root", folder], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH, TEST_SUMMARY_FILE: summaryFile },
  });
  const counts: TestCounts = JSON.parse(readFileSync(summaryFile, "utf8"));
  const unequal = expect.stringContaining("expected 1 to be 2");
  expect({ ...counts, failures: counts.failures.toSorted((a, b) => a.title.localeCompare(b.title)) }).toEqual({
    passed: 3,
    retried: [{ title: "fates.test.ts > passes later", reason: unequal }],
    // A suite's reason is that of all tests below it.
    skips: [
      { title: "fates.test.ts > skips itself", reason: "it is told to" },
      { title: "fates.test.ts > a suite > with a suite > is skipped", reason: "its data is missing" },
    ],
    // Also files that don't load, tests below a failed hook, and skips without a reason.
    failures: [
      { title: "broken.test.ts", reason: "does not load" },
      { title: "fates.test.ts > a failed hook > cannot run", reason: "no server" },
      { title: "fates.test.ts > a failed hook > deeper > cannot run either", reason: "no server" },
      { title: "fates.test.ts > fails", reason: unequal },
      { title: "fates.test.ts > skips in silence", reason: expect.stringContaining("was skipped without a reason") },
    ],
  });
});
