import { LRUCache } from "lru-cache";
import { describe, expect, it } from "vitest";
import { atMost } from "#common/once-per-window.ts";

describe("a cache of at most so many entries", () => {
  it("keeps those that were used last, and no more", () => {
    const cache = new LRUCache<string, number>(atMost(3));
    for (const [at, key] of ["a", "b", "c"].entries()) cache.set(key, at);
    cache.get("a");
    for (const key of ["d", "d"]) cache.set(key, 9);
    expect([...cache.keys()].sort()).toEqual(["a", "c", "d"]);
    for (let at = 0; at < 1_000; at += 1) cache.set(`k${at}`, at);
    expect([...cache.keys()]).toEqual(["k999", "k998", "k997"]);
  });
});
