import { LRUCache } from "lru-cache";

const maxKeys = 50_000;

export interface OncePerWindow {
  /** Whether this is the first call for the key within the window. */
  take(key: string): boolean;
}

/** Accepts each key once per window, which starts when the key is accepted. Bounded: the oldest keys are evicted. */
export function createOncePerWindow(windowMs: number, perf?: { now: () => number }): OncePerWindow {
  const taken = new LRUCache<string, true>({ max: maxKeys, ttl: windowMs, ...(perf && { perf, ttlResolution: 0 }) });
  return {
    take(key) {
      if (taken.has(key)) return false;
      taken.set(key, true);
      return true;
    },
  };
}
