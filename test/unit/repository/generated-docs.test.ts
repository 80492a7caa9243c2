import { join } from "node:path";
import { expect, test } from "vitest";
import { unmeasuredFaults } from "#test/support/fault-page.ts";
import { outdatedAnswers, outdatedDocs } from "#test/support/generated-docs.ts";

const root = join(import.meta.dirname, "../../..");

test("every document that repeats the code says what the code says; else: npm run docs", () => {
  expect(outdatedDocs(root, true)).toEqual([]);
});

test("the page of answers shows what the demo answers; else: npm run docs", async () => {
  expect(await outdatedAnswers(root, true)).toEqual([]);
});

test("every fault of the catalogue is measured, and no other; else: npm run test:fault -- --repeat 5", () => {
  expect(unmeasuredFaults(root)).toEqual([]);
});
