export interface LoadResult {
  calls: number;
  failures: number;
  requestsPerSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

const rounded = (value: number) => Math.round(value * 100) / 100;

/**
 * A closed loop: `concurrency` callers, each of which calls again as soon as it is answered, for `forMs`.
 * `call` gets a running number and resolves to whether the answer was right.
 */
export async function closedLoop(options: {
  concurrency: number;
  forMs: number;
  call: (index: number) => Promise<boolean>;
}): Promise<LoadResult> {
  const { concurrency, forMs, call } = options;
  const durations: number[] = [];
  let failures = 0;
  let next = 0;
  const startedAt = performance.now();

  async function caller(): Promise<void> {
    while (performance.now() - startedAt < forMs) {
      const since = performance.now();
      next += 1;
      if (!(await call(next))) failures += 1;
      durations.push(performance.now() - since);
    }
  }

  await Promise.all(Array.from({ length: concurrency }, caller));
  const seconds = (performance.now() - startedAt) / 1_000;
  durations.sort((a, b) => a - b);
  return {
    calls: durations.length,
    failures,
    requestsPerSecond: rounded(durations.length / seconds),
    p50Ms: rounded(percentile(durations, 0.5)),
    p95Ms: rounded(percentile(durations, 0.95)),
    p99Ms: rounded(percentile(durations, 0.99)),
  };
}
