import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { claimTable, commandTable } from "#test/support/proof/proof-tables.ts";
import { proofsIn } from "#test/support/proof/read-proofs.ts";
import { temporaryRepositories } from "./temporary-repository.ts";

const root = join(import.meta.dirname, "../../..");
const titleIn = (...lines: string[]) =>
  proofsIn(["import x;", "  // proves C3, W2", ...lines].join("\n"), "a.test.ts")[0]?.title;

describe("the title of a test that proves a claim", () => {
  test.each([
    ["behind the call", ['  test("reads it", () => {']],
    ["on a line of its own", ["  test(", '    "reads it",', "    async () => {"]],
    ["behind a short table", ['  test.each(["a", "b"])("reads it", (letter) => {']],
    ["behind a long table", ["  it.each([", '    ["a (", /"b/],', "", '  ])("reads it", (letter) => {']],
    ["below a table", ["  test.concurrent.each(rows)(", '    "reads it",', "    async () => {"]],
    ["between other quotes", ["  test(`reads it`, () => {"]],
  ])("is found %s", (_where, lines) => {
    expect(titleIn(...lines)).toBe("reads it");
  });

  test("may have a quotation mark in it", () => {
    expect(titleIn(String.raw`  test("says \"no\"", () => {`)).toBe(String.raw`says \"no\"`);
  });

  test("is missing where a comment at the top speaks for the whole file", () => {
    const text = '// T1: a threat — refused.\n// proves P1\nimport { test } from "vitest";\n';
    expect(proofsIn(text, "a.test.ts")).toEqual([{ id: "P1", file: "a.test.ts", title: undefined }]);
  });

  test("is missed, with the place, where no test follows the comment", () => {
    expect(() => proofsIn('import x;\n// proves C3\nconst one = "two";', "a.test.ts")).toThrow("a.test.ts:2: no test");
  });
});

describe("a table of claims", () => {
  const repository = temporaryRepositories();

  const claims = [
    { id: "C1", text: "it reads" },
    { id: "C2", text: "it writes", note: "Not covered: nothing writes." },
  ];
  const one = '// proves C1\ntest("reads one", () => {';
  const two = '// proves C1\ntest("reads two", () => {';

  test("names the tests of each, file by file, and what is not covered", () => {
    const folder = repository({ "test/unit/a.test.ts": `${one}\n${two}`, "test/unit/b/c.test.ts": two });
    expect(claimTable(claims, ["", "claim", "test"], { root: folder, folder: "docs" }).split("\n").slice(2)).toEqual([
      '| C1 | it reads | [a](../test/unit/a.test.ts) "reads one", "reads two"; [c](../test/unit/b/c.test.ts) ' +
        '"reads two" |',
      "| C2 | it writes | Not covered: nothing writes. |",
    ]);
  });

  test("names the command that runs all tests of each, unless the claim has its own", () => {
    const folder = repository({ "test/unit/a.test.ts": one, "test/unit/b.test.ts": two });
    const withCommand = [claims[0] ?? { id: "", text: "" }, { id: "C2", text: "it is fast", command: "npm run bench" }];
    expect(commandTable(withCommand, ["", "claim", "command"], folder).split("\n").slice(2)).toEqual([
      "| C1 | it reads | `npm run test:unit -- a b` |",
      "| C2 | it is fast | `npm run bench` |",
    ]);
  });

  test("can't be written without a test of each, nor with a test of a claim that is not there", () => {
    const table = (files: Record<string, string>) => () =>
      claimTable(claims, ["", "claim", "test"], { root: repository(files), folder: "docs" });
    expect(table({})).toThrow("no test proves C1");
    expect(table({ "test/unit/a.test.ts": `${one}\n// proves C9\ntest("x", () => {` })).toThrow(
      "test/unit/a.test.ts proves C9, which is in no table",
    );
  });
});

describe("a page", () => {
  const pages = ["*.md", "docs/**/*.md", "test/**/README.md"].flatMap((pattern) => globSync(pattern, { cwd: root }));

  // CONTRIBUTING.md says which files a change touches, and the change log what they were called at the time.
  test.each(pages.filter((path) => !["CHANGELOG.md", "CONTRIBUTING.md"].includes(path)))(
    "%s names no test by its file or title but in what is generated, so that tests may be renamed",
    (path) => {
      const text = readFileSync(join(root, path), "utf8").replace(/<!-- (\w+):begin -->[\s\S]*?<!-- \1:end -->/g, "");
      expect(text.match(/[\w./-]+\.test\.ts/g) ?? []).toEqual([]);
      const named = [...text.matchAll(/npm run test:\w+ -- ([^`\n#]+)/g)].flatMap(([, words = ""]) =>
        words.replaceAll('"its name"', "").split(" "),
      );
      const isStable = (word: string) => /^(?:-.*|\d*)$/.test(word) || existsSync(join(root, word));
      expect(named.filter((word) => !isStable(word))).toEqual([]);
    },
  );
});
