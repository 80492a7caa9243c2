import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { seenToWorkSchema } from "#test/support/clients-table.ts";

const read = (file: string) => JSON.parse(readFileSync(join(import.meta.dirname, "../../..", file), "utf8"));

test("what was seen to work has the versions that the stage real-clients runs", () => {
  const { devDependencies } = read("package.json");
  const { dependencies, optionalDependencies } = read("test/real-clients/programs/package.json");
  const pinned = Object.values({ ...devDependencies, ...dependencies, ...optionalDependencies });
  const seen = seenToWorkSchema.parse(read("test/support/sign-in/seen-to-work.json"));
  const versions = Object.values(seen).flatMap(({ version }) => version.match(/\d+\.\d+\.\d+/g) ?? [version]);
  expect(versions.filter((version) => !pinned.includes(version))).toEqual([]);
});
