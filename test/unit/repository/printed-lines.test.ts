import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
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
  expect(files.length).toBeGreaterThan(100);
  const others = files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8")
      .replaceAll(/\bcreate(?:Terminal|Screen)\(process\.std(?:out|err)\)/g, "")
      .replaceAll("process.stdout.once(", "");
    return /\bprocess\.std(?:out|err)\b|\bconsole\.|\bstd(?:out|err)\.write\b/.test(text) ? [file] : [];
  });
  expect(others).toEqual([]);
});
