/** Longer than any call may take, so that a request is forgotten only when its jobs have expired. */
const rememberMs = 6 * 60_000;
/** The smallest number of requests that are remembered, at any rate of requests. */
const minRemembered = 100_000;

export interface ReplayGuard {
  /** The request has ended: none of its jobs may start any more. */
  markEnded(requestId: string): void;
  /**
   * Whether a run may start here; if so, it counts as started. A second start of the same run is `replayed`; a higher
   * run number is a job taken over from a worker that stopped responding. `over` is not always an attack: the message
   * that a call was given up can overtake its job.
   */
  admit(requestId: string, runNumber: number): "admitted" | "over" | "replayed";
}

/**
 * Remembers which requests have ended and which runs started in this process. An attacker with access to Redis can
 * delete what Redis remembers, but not this. Entries expire by generations: a time per entry would take more memory
 * than its id.
 * @param now monotonic milliseconds
 */
export function createReplayGuard(now: () => number = () => performance.now()): ReplayGuard {
  let [young, old] = [new Map<string, number>(), new Map<string, number>()];
  let bornMs = now();
  const ended = Number.POSITIVE_INFINITY;

  function remember(requestId: string, run: number): void {
    if (now() - bornMs >= rememberMs || young.size >= minRemembered) {
      [young, old] = [new Map(), young];
      bornMs = now();
    }
    young.set(requestId, run);
  }
  return {
    markEnded: (requestId) => remember(requestId, ended),
    admit(requestId, run) {
      const last = young.get(requestId) ?? old.get(requestId) ?? 0;
      if (last === ended) return "over";
      if (run <= last) return "replayed";
      remember(requestId, run);
      return "admitted";
    },
  };
}
