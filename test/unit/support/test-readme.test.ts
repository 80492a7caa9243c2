import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const testFolder = join(import.meta.dirname, "../..");
const readme = readFileSync(join(testFolder, "README.md"), "utf8");

interface NamedTest {
  file: string;
  titles: string[];
}

interface Row {
  number: number;
  /** The last cell. */
  proof: string;
  tests: NamedTest[];
}

/** `[name](file) "title", "title"`, as often as it stands in the text. */
function testsNamedIn(text: string): NamedTest[] {
  const named = text.matchAll(/\]\(([^)]+\.test\.ts)\)((?:,? "[^"]+")*)/g);
  return [...named].map(([, file = "", quoted = ""]) => ({
    file,
    titles: [...quoted.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => title),
  }));
}

/** The numbered rows of the table under a heading. */
function rowsUnder(heading: string): Row[] {
  const [, section = ""] = readme.split(`\n## ${heading}\n`);
  const [table = ""] = section.split("\n## ");
  return [...table.matchAll(/^\| (\d+) \| (.+) \| (.+) \|$/gm)].map(([, number, , proof = ""]) => ({
    number: Number(number),
    proof,
    tests: testsNamedIn(proof),
  }));
}

/** Whether a test file has this title, as it is written there: with its `%s` and `$name`. */
function hasTitle(source: string, title: string): boolean {
  return ['"', "'", "`"].some((quote) => source.includes(`${quote}${title}${quote}`));
}

describe.each([
  ["Public complaint → test", 16],
  ["Wish → test or tool", 20],
])("the table %s", (heading, count) => {
  const rows = rowsUnder(heading);

  it("has all its rows, in order", () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: count }, (_, at) => at + 1));
  });

  it.each(rows.map((row): [number, Row] => [row.number, row]))(
    "names in row %i tests that exist, or says what is missing",
    (_number, { proof, tests }) => {
      if (!/\b(?:Not covered|Later): \S/.test(proof)) expect(tests).not.toEqual([]);
      // Every quoted text is a title of the file before it: none is left over.
      expect(tests.flatMap(({ titles }) => titles)).toHaveLength([...proof.matchAll(/"[^"]+"/g)].length);
      for (const { file, titles } of tests) {
        expect(existsSync(join(testFolder, file)), file).toBe(true);
        expect(titles, file).not.toEqual([]);
        const source = readFileSync(join(testFolder, file), "utf8");
        expect(
          titles.filter((title) => !hasTitle(source, title)),
          file,
        ).toEqual([]);
      }
    },
  );
});

describe("the texts on how to run tests", () => {
  const paths = [...readme.matchAll(/(?<=[\s(`])(test\/[\w/-]+\.test\.ts)/g)].map(([path]) => path);

  it("name files that exist", () => {
    expect(paths.length).toBeGreaterThan(3);
    expect(paths.filter((path) => !existsSync(join(testFolder, "..", path)))).toEqual([]);
  });
});

describe("a title", () => {
  it("is not taken for one that only begins like it", () => {
    expect(hasTitle('test("reads a file", () => {', "reads a file")).toBe(true);
    expect(hasTitle('test("reads a file by name", () => {', "reads a file")).toBe(false);
    expect(hasTitle('test.each(files)("reads %s", () => {', "reads %i")).toBe(false);
  });
});
