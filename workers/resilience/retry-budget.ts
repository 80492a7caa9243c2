import { createRollingCounts } from "./rolling-counts.ts";

/** Keeps retries a small share of all requests, so that an outage does not multiply its own load. */
export interface RetryBudget {
  /** Counts the first try of a request. */
  countFirst(): void;
  /** Whether one more retry is affordable; if so, counts it. */
  take(): boolean;
}

/** Retries per first try. */
const share = 0.1;
/** The retries of a process with few requests. */
const minRetries = 10;

/** Allows one retry per ten requests of the last ten seconds, and ten in any case. */
export function createRetryBudget(now: () => number): RetryBudget {
  const counts = createRollingCounts<"first" | "retry">(now);
  return {
    countFirst: () => counts.add("first"),
    take() {
      if (counts.sum("retry") >= Math.max(minRetries, counts.sum("first") * share)) return false;
      counts.add("retry");
      return true;
    },
  };
}
