import { globSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { root } from "#test/bootstrap/paths.mjs";
import { fileText } from "#test/support/file-text.ts";

const files = globSync("**/*.{ts,mjs,js,json,md,sh,yml,yaml}", {
  cwd: root,
  // The paths in biome.json are patterns of imports.
  exclude: (path) => /^(?:node_modules|\.cache|\.git|test\/corpus|biome\.json)(?:\/|$)/.test(path),
});

/** Paths upwards that lead out of the repository from where the file is. */
const pathsOut = (file: string, text: string) =>
  [...text.matchAll(/(?<![\w./])(?:\.\.\/)+\w[\w.-]*/g)]
    .map(([path]) => path)
    .filter((path) => relative(root, join(root, dirname(file), path)).startsWith(".."));

test("no file names one outside of the repository", () => {
  expect(files.length).toBeGreaterThan(1_000);
  const found = files.flatMap((file) => pathsOut(file, fileText(file)).map((path) => `${file}: ${path}`));
  expect(found).toEqual([]);
});
