import { createRollingCounts } from "./rolling-counts.ts";

/** Retries per request. */
export const maxRetries = 2;

const firstBackoffMs = 500;
/** Spreads callers that got the same pause. */
const spreadMs = 250;

/**
 * The delay before a retry: as long as the service asked for, else full jitter under 0.5, 1, … seconds
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter).
 * @param retry 0 for the first retry
 * @param random in [0, 1)
 */
export function retryDelayMs(retry: number, retryAfterMs: number | undefined, random: () => number): number {
  if (retryAfterMs !== undefined) return retryAfterMs + random() * spreadMs;
  return random() * firstBackoffMs * 2 ** retry;
}

/** Retries per first try. */
const share = 0.1;
/** The retries of a process with few requests. */
const minRetries = 10;

/**
 * Keeps retries a small share of all requests, so that an outage does not multiply its own load. Allows one retry per
 * ten requests of the last ten seconds, and ten in any case, to a tenant that alone retries. Beside others a tenant has
 * half of that, and all together have twice as much: a tenant that is throttled or fails can't keep another one's
 * requests from being retried.
 */
export function createRetryBudget(now: () => number) {
  const firsts = createRollingCounts<"first">(now);
  const retriesByTenant = createRollingCounts<string>(now);
  const all = createRollingCounts<"retry">(now);

  function isAffordable(tenantId: string): boolean {
    const most = Math.max(minRetries, firsts.sum("first") * share);
    const [own, total] = [retriesByTenant.sum(tenantId), all.sum("retry")];
    return own === total ? own < most : own < most / 2 && total < 2 * most;
  }

  return {
    /** Counts the first try of a request. */
    countFirst: () => firsts.add("first"),
    /** Whether one more retry is affordable for this tenant; if so, counts it. */
    take(tenantId: string): boolean {
      if (!isAffordable(tenantId)) return false;
      retriesByTenant.add(tenantId);
      all.add("retry");
      return true;
    },
  };
}
