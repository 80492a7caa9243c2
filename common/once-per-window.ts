import { LRUCache } from "lru-cache";

const mostKeys = 50_000;

export interface OncePerWindow {
  /** Whether this is the first time in the window that the key is taken. */
  take(key: string): boolean;
}

/** Lets each key through once in a time, counted from when it was let through. Bounded: the oldest keys are forgotten. */
export function createOncePerWindow(windowMs: number, perf?: { now: () => number }): OncePerWindow {
  const taken = new LRUCache<string, true>({ max: mostKeys, ttl: windowMs, ...(perf && { perf, ttlResolution: 0 }) });
  return {
    take(key) {
      if (taken.has(key)) return false;
      taken.set(key, true);
      return true;
    },
  };
}
