import { LRUCache } from "lru-cache";
import { expect, test } from "vitest";
import { atMost, createOncePerWindow } from "#common/once-per-window.ts";

test("lets each key through once in the window, and again after it", () => {
  let nowMs = 1_000;
  const once = createOncePerWindow(60_000, { now: () => nowMs });
  expect([once.isFirst("a"), once.isFirst("a"), once.isFirst("b")]).toEqual([true, false, true]);
  nowMs += 59_000;
  expect(once.isFirst("a")).toBe(false);
  nowMs += 2_000;
  expect(once.isFirst("a")).toBe(true);
});

test("a cache of at most so many entries keeps those that came last, and no more", () => {
  const cache = new LRUCache<string, number>(atMost(3));
  for (let at = 0; at < 1_000; at += 1) cache.set(`k${at}`, at);
  expect([...cache.keys()]).toEqual(["k999", "k998", "k997"]);
});
