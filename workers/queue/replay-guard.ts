import { LRUCache } from "lru-cache";

/** Longer than any call may take, so that a request is forgotten only when its jobs have expired. */
const rememberMs = 10 * 60_000;
const maxRemembered = 200_000;

export interface ReplayGuard {
  /** The request has ended somewhere: none of its jobs may start any more. */
  markOver(requestId: string): void;
  /**
   * Whether a run may start here; if so, it counts as started. A second start of the same run is `replayed`; a higher
   * run is a job taken over from a worker that went silent. `over` also happens without anybody's doing: the note that
   * a call was given up can overtake its job.
   */
  admit(requestId: string, run: number): "admitted" | "over" | "replayed";
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
      const last = remembered.get(requestId) ?? 0;
      if (last === over) return "over";
      if (run <= last) return "replayed";
      remembered.set(requestId, run);
      return "admitted";
    },
  };
}
