import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const files = globSync("{common,gateway,workers,grafana/src}/**/*.ts", { cwd: root });
const linesOf = (file: string) => readFileSync(join(root, file), "utf8").trimEnd().split("\n");

/** A regular expression that fills its line. */
const regularExpression = /^\s*\/.+\/[a-z]*[,;]$/;

test("no file of production code has more than 200 lines", () => {
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => linesOf(file).length > 200)).toEqual([]);
});

test("no line of production code is wider than 120 columns, except a regular expression", () => {
  const tooWide = files.flatMap((file) =>
    linesOf(file).flatMap((line, index) =>
      line.length > 120 && !regularExpression.test(line) ? [`${file}:${index + 1}`] : [],
    ),
  );
  expect(tooWide).toEqual([]);
});
