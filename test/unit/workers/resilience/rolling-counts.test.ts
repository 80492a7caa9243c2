import { expect, it } from "vitest";
import { createRollingCounts } from "#workers/resilience/rolling-counts.ts";

function counting() {
  const clock = { ms: 0 };
  const counts = createRollingCounts<"ok" | "failed">(() => clock.ms);
  return { clock, counts };
}

it("counts each kind for ten seconds, second by second", () => {
  const { clock, counts } = counting();
  for (let second = 0; second < 10; second += 1) {
    clock.ms = second * 1_000 + 999;
    counts.add("ok");
    if (second % 2 === 0) counts.add("failed");
  }
  expect([counts.sum("ok"), counts.sum("failed")]).toEqual([10, 5]);
  clock.ms = 10_000;
  expect([counts.sum("ok"), counts.sum("failed")]).toEqual([9, 4]);
  clock.ms = 18_999;
  expect(counts.sum("ok")).toBe(1);
  clock.ms = 19_000;
  expect(counts.sum("ok")).toBe(0);
});

it("forgets what a clock that was set back says of the future", () => {
  const { clock, counts } = counting();
  clock.ms = 3_600_000;
  counts.add("failed");
  clock.ms = 0;
  expect(counts.sum("failed")).toBe(0);
  counts.add("failed");
  expect(counts.sum("failed")).toBe(1);
});
