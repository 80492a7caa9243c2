import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { v8Flags } from "#common/rights/restrict-process.ts";

/** Prints how often V8 collected young objects alone while 300 buffers of 1 MB came and went. */
const program = `
  import { constants, PerformanceObserver } from "node:perf_hooks";
  const isMinor = ({ detail }) => detail.kind === constants.NODE_PERFORMANCE_GC_MINOR;
  const observer = new PerformanceObserver(() => undefined);
  observer.observe({ type: "gc" });
  for (let made = 0; made < 300; made += 1) Buffer.alloc(1_000_000);
  await new Promise(setImmediate);
  console.log(observer.takeRecords().filter(isMinor).length);
`;

test("the image compiles the code of threads with the flags of V8 that its processes have: others can't use it", () => {
  expect(readFileSync("Dockerfile", "utf8")).toContain(`node ${v8Flags.join(" ")} `);
});

test("buffers that are no longer used make V8 collect young objects, and not only everything", () => {
  const printed = execFileSync(process.execPath, [...v8Flags, "--input-type=module", "--eval", program]);
  expect(Number(printed)).toBeGreaterThan(0);
});
