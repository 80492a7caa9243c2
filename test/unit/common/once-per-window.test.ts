import { expect, test } from "vitest";
import { createOncePerWindow } from "#common/once-per-window.ts";

test("lets each key through once in the window, and again after it", () => {
  let nowMs = 1_000;
  const once = createOncePerWindow(60_000, { now: () => nowMs });
  expect([once.isFirst("a"), once.isFirst("a"), once.isFirst("b")]).toEqual([true, false, true]);
  nowMs += 59_000;
  expect(once.isFirst("a")).toBe(false);
  nowMs += 2_000;
  expect(once.isFirst("a")).toBe(true);
});
