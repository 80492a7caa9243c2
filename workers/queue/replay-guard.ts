/** Longer than any call may take, so that a request is forgotten only when its jobs have expired. */
const rememberMs = 6 * 60_000;
/** The smallest number of requests that are remembered, at any rate of requests. */
const minRemembered = 100_000;

/** In place of the last run's number: a request that had both its runs, and one that has ended. */
const [spent, ended] = [-1, -2];

export interface ReplayGuard {
  /** The request has its answer, or nobody waits for one: none of its jobs may start any more. */
  markEnded(requestId: string): void;
  /**
   * Whether a run may start here; if so, it counts as started. A request has two at most: a process may take over its
   * own job after it was frozen or cut off from Redis. The run number comes from Redis, so it can only cause a refusal:
   * that of the second run must be higher. `over` is not always an attack: the message that a call was given up can
   * overtake its job.
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
      if (last === spent || run <= last) return "replayed";
      remember(requestId, last === 0 ? run : spent);
      return "admitted";
    },
  };
}
