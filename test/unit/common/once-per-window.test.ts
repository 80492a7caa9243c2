import { expect, test } from "vitest";
import { createOncePerWindow } from "#common/once-per-window.ts";

test("lets each key through once in the window, and again after it", () => {
  let nowMs = 1_000;
  const once = createOncePerWindow(60_000, { now: () => nowMs });
  expect([once.take("a"), once.take("a"), once.take("b")]).toEqual([true, false, true]);
  nowMs += 59_000;
  expect(once.take("a")).toBe(false);
  nowMs += 2_000;
  expect(once.take("a")).toBe(true);
});
