import { statSync } from "node:fs";
import { expect, test } from "vitest";

test("README.md is short enough to be read: 8 kB at most", () => {
  expect(statSync("README.md").size).toBeLessThanOrEqual(8_000);
});
