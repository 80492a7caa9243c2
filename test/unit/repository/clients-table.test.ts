import { expect, test } from "vitest";
import { seenToWorkSchema } from "#test/support/clients-table.ts";
import { fileText } from "#test/support/file-text.ts";

const read = (file: string) => JSON.parse(fileText(file));

test("what was seen to work has the versions that the stage real-clients runs", () => {
  const { devDependencies } = read("package.json");
  const { dependencies, optionalDependencies } = read("test/real-clients/programs/package.json");
  const pinned = Object.values({ ...devDependencies, ...dependencies, ...optionalDependencies });
  const seen = seenToWorkSchema.parse(read("test/support/sign-in/seen-to-work.json"));
  const versions = Object.values(seen).flatMap(({ version }) => version.match(/\d+\.\d+\.\d+/g) ?? [version]);
  expect(versions.filter((version) => !pinned.includes(version))).toEqual([]);
});
