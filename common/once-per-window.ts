import { LRUCache } from "lru-cache";
import { atMost } from "./at-most.ts";

const maxKeys = 50_000;

export interface OncePerWindow {
  /** Whether this is the first call for the key within the window. Remembers the key if so. */
  isFirst(key: string): boolean;
}

/** Accepts each key once per window, which starts when the key is accepted. Bounded: the oldest keys are evicted. */
export function createOncePerWindow(windowMs: number, perf: { now: () => number } = performance): OncePerWindow {
  const accepted = new LRUCache<string, true>({ ...atMost(maxKeys), ttl: windowMs, perf, ttlResolution: 0 });
  return {
    isFirst(key) {
      if (accepted.has(key)) return false;
      accepted.set(key, true);
      return true;
    },
  };
}
