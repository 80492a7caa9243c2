import { LRUCache } from "lru-cache";

const maxKeys = 50_000;

interface OncePerWindow {
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

/** Options of an `LRUCache` that keeps so many entries. With `max` it would take the memory of all when it is made. */
export const atMost = (entries: number) => ({ maxSize: entries, sizeCalculation: () => 1 });
