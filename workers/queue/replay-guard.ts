import { LRUCache } from "lru-cache";

/** Longer than any call may take, so that a request is forgotten only when its jobs have expired. */
const rememberMs = 10 * 60_000;
const maxRemembered = 200_000;

export interface ReplayGuard {
  /** The request has ended somewhere: none of its jobs may start any more. */
  markOver(requestId: string): void;
  /**
   * Whether a run may start here; if so, it counts as started. A second start of the same run is a replay; a higher
   * run is a job taken over from a worker that went silent.
   */
  admit(requestId: string, run: number): boolean;
}

/**
 * Remembers which requests are over and which runs started in this process. Redis could be made to forget; this
 * memory can't.
 */
export function createReplayGuard(): ReplayGuard {
  const remembered = new LRUCache<string, number>({ max: maxRemembered, ttl: rememberMs, ttlAutopurge: false });
  const over = Number.POSITIVE_INFINITY;
  return {
    markOver: (requestId) => void remembered.set(requestId, over),
    admit(requestId, run) {
      if (run <= (remembered.get(requestId) ?? 0)) return false;
      remembered.set(requestId, run);
      return true;
    },
  };
}
