import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { root } from "#test/bootstrap/paths.mjs";
import { fileText } from "#test/support/file-text.ts";

const commands = [
  "common/run-main.ts",
  "common/doctor/**/*.ts",
  "gateway/doctor/**/*.ts",
  "workers/doctor/**/*.ts",
  "gateway/audit/{pseudonym,verify}/**/*.ts",
  "workers/graph-check/**/*.ts",
  "test/try/**/*.ts",
  "test/demo/**/*.ts",
  "test/tools/*.ts",
];

test("commands that print what others wrote do so by a terminal that obeys no text only", () => {
  const files = globSync(commands, { cwd: root });
  expect(files.length).toBeGreaterThan(90);
  const others = files.flatMap((file) => {
    const text = fileText(file)
      .replaceAll(/\bcreate(?:Terminal|Screen)\(process\.std(?:out|err)\)/g, "")
      .replaceAll("process.stdout.once(", "");
    return /\bprocess\.std(?:out|err)\b|\bconsole\.|\bstd(?:out|err)\.write\b/.test(text) ? [file] : [];
  });
  expect(others).toEqual([]);
});
