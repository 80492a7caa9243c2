import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyRepository, type RepositoryCopy } from "#test/support/repository-copy.ts";
import { filledIn } from "./recipe.ts";
import { toyFormat } from "./toy-format.ts";
import { toyTool } from "./toy-tool.ts";

const root = join(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");

const inBackticks = (text = "") => [...text.matchAll(/`([^`]+)`/g)].map(([, quoted = ""]) => quoted);

/** What a section of CONTRIBUTING.md tells a contributor to change, and to run: the rows of its tables. */
function readGuide(heading: string) {
  const section = page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0];
  const rowsOf = (head: string) => {
    const rows = section?.split(`| ${head} |`)[1]?.split("\n\n")[0]?.split("\n").slice(2) ?? [];
    return rows.map((row) => row.split("|").slice(1, -1).map(inBackticks));
  };
  return {
    files: rowsOf("file | change").flatMap(([files = []]) => files),
    commands: rowsOf("command | writes").map(([[command = ""] = [], writes = []]) => ({ command, writes })),
  };
}

describe("a contributor who follows CONTRIBUTING.md", { timeout: 600_000 }, () => {
  const changed = new Set<string>();
  let copy: RepositoryCopy;

  beforeAll(() => {
    copy = copyRepository(root);
    // Of what stays as it is, TypeScript knows that its types are right.
    const types = join(root, ".cache/types.tsbuildinfo");
    if (existsSync(types)) copyFileSync(types, join(copy.folder, ".cache/types.tsbuildinfo"));
  });

  afterAll(() => copy.remove());

  describe.each([toyTool, toyFormat])("$heading", (recipe) => {
    const guide = readGuide(recipe.heading);

    test("writes the files that it names, and no others", () => {
      expect(guide.files.toSorted()).toEqual(Object.keys(recipe.files).toSorted());
      for (const [path, content] of Object.entries(recipe.files)) {
        copy.write(filledIn(path, recipe), content);
        changed.add(filledIn(path, recipe));
      }
      // As the Git hook does on commit.
      const { status, output } = copy.run(`npx biome check --write ${[...changed].join(" ")}`);
      expect(status, output).toBe(0);
      expect(copy.changed()).toEqual([...changed].sort());
    });

    test("runs the commands that it names, which write what it says", () => {
      for (const { command, writes } of guide.commands) {
        const { status, output } = copy.run(command);
        expect(status, `${command}\n${output}`).toBe(0);
        for (const path of writes) changed.add(filledIn(path, recipe));
      }
      expect(copy.changed()).toEqual([...changed].sort());
    });
  });

  // Biome has seen what is new. The unit tests are most of `npm run check`, and those of other parts don't see it.
  test.each([
    "npm test -- types unused",
    "npm run test:unit -- test/unit/common test/unit/repository test/unit/deploy toy-box",
  ])("then passes %s", (command) => {
    const { status, output } = copy.run(command);
    expect(status, output.slice(-20_000)).toBe(0);
  });
});
