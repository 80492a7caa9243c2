import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { v8Flags } from "#common/rights/v8-flags.ts";

test("the image compiles the code of threads with the flags of V8 that its processes have: others can't use it", () => {
  expect(readFileSync("Dockerfile", "utf8")).toContain(`node ${v8Flags.join(" ")} `);
});
