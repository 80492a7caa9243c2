import { expect, test } from "vitest";
import { createReplayGuard } from "#workers/queue/replay-guard.ts";

test("admits each run of a request once, and only a higher one after it", () => {
  const guard = createReplayGuard();
  expect(guard.admit("r", 1)).toBe("admitted");
  expect(guard.admit("r", 1)).toBe("replayed");
  expect(guard.admit("r", 2)).toBe("admitted");
  expect(guard.admit("r", 1)).toBe("replayed");
  expect(guard.admit("other", 1)).toBe("admitted");
});

test("admits no run of a request that is over, whatever its number", () => {
  const guard = createReplayGuard();
  guard.markOver("r");
  expect(guard.admit("r", 1)).toBe("over");
  expect(guard.admit("r", 1_000)).toBe("over");
});
