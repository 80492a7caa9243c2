import { join } from "node:path";
import { expect, test } from "vitest";
import { outdatedDocs } from "#test/support/generated-docs.ts";

test("every document that repeats the code says what the code says; else: npm run docs", () => {
  expect(outdatedDocs(join(import.meta.dirname, "../../.."), true)).toEqual([]);
});
