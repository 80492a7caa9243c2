/** Longer than any call may take, so that a request is forgotten only when its jobs have expired. */
const rememberMs = 6 * 60_000;
/** So many are remembered at least, however many come. */
const leastRemembered = 100_000;

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
 * memory can't. It forgets by generations: for each request the time would cost more than the id.
 * @param now milliseconds that never go back
 */
export function createReplayGuard(now: () => number = () => performance.now()): ReplayGuard {
  let [young, old] = [new Map<string, number>(), new Map<string, number>()];
  let bornMs = now();
  const over = Number.POSITIVE_INFINITY;

  function remember(requestId: string, run: number): void {
    if (now() - bornMs >= rememberMs || young.size >= leastRemembered) {
      [young, old] = [new Map(), young];
      bornMs = now();
    }
    young.set(requestId, run);
  }
  return {
    markOver: (requestId) => remember(requestId, over),
    admit(requestId, run) {
      const last = young.get(requestId) ?? old.get(requestId) ?? 0;
      if (last === over) return "over";
      if (run <= last) return "replayed";
      remember(requestId, run);
      return "admitted";
    },
  };
}
