import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Area, takeOut } from "#test/defences/removal.ts";

const root = join(import.meta.dirname, "../../..");
const folder = join(root, "test/defences");
const testFiles = globSync("test/**/*.test.ts", { cwd: root });

const areas = await Promise.all(
  globSync("*.ts", { cwd: join(folder, "removals") })
    .toSorted()
    .map(async (file) => ({ file, exports: Object.values<Area>(await import(join(folder, "removals", file))) })),
);

test("each list of defences is tried by the stage of CI", () => {
  expect(areas.length).toBeGreaterThan(10);
  const untried = areas.filter(({ file }) => !existsSync(join(folder, file.replace(".ts", ".test.ts"))));
  expect(untried).toEqual([]);
});

describe.each(areas.flatMap(({ exports }) => exports))(
  "the stage can take out of the product: $name:",
  ({ removals }) => {
    test.each(removals)("$defence", (removal) => {
      const { original, without } = takeOut(removal);
      expect(without).not.toBe(original);
      for (const part of removal.noticedBy)
        expect(
          testFiles.some((file) => file.includes(part)),
          part,
        ).toBe(true);
    });
  },
);
