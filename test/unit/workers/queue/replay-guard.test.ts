import { expect, test } from "vitest";
import { createReplayGuard } from "#workers/queue/replay-guard.ts";

test("admits each run of a request once, and only a higher one after it", () => {
  const guard = createReplayGuard();
  expect(guard.admit("r", 1)).toBe(true);
  expect(guard.admit("r", 1)).toBe(false);
  expect(guard.admit("r", 2)).toBe(true);
  expect(guard.admit("r", 1)).toBe(false);
  expect(guard.admit("other", 1)).toBe(true);
});

test("admits no run of a request that is over, whatever its number", () => {
  const guard = createReplayGuard();
  guard.markOver("r");
  expect(guard.admit("r", 1)).toBe(false);
  expect(guard.admit("r", 1_000)).toBe(false);
});
