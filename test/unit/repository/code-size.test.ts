import { globSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { root } from "#test/bootstrap/paths.mjs";
import { fileText } from "#test/support/file-text.ts";

const production = "{common,gateway,workers,grafana/src}/**/*.{ts,mjs}";

function readLines(patterns: string[]): { file: string; lines: readonly string[] }[] {
  const files = globSync(patterns, { cwd: root });
  expect(files.length).toBeGreaterThan(100);
  return files.map((file) => ({ file, lines: fileText(file).trimEnd().split("\n") }));
}

test("no file of production code has more than 400 lines", () => {
  const long = readLines([production]).filter(({ lines }) => lines.length > 400);
  expect(long.map(({ file, lines }) => `${file}: ${lines.length}`)).toEqual([]);
});

test("no line of code, tests included, is wider than 120 columns", () => {
  const wide = readLines([production, "test/**/*.{ts,mjs}"]).flatMap(({ file, lines }) =>
    lines.flatMap((line, index) => (line.length > 120 ? [`${file}:${index + 1}`] : [])),
  );
  expect(wide).toEqual([]);
});

test("an import of a file in or below the own folder is relative, and any other starts with #", () => {
  const wrong = readLines(["{common,gateway,workers}/**/*.ts"]).flatMap(({ file, lines }) =>
    lines.flatMap((line) => {
      const [, path = ""] = /(?:from |import\()"([^"]+\.ts)"/.exec(line) ?? [];
      return path.startsWith("../") || path.startsWith(`#${dirname(file)}/`) ? [`${file}: ${path}`] : [];
    }),
  );
  expect(wrong).toEqual([]);
});
