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
