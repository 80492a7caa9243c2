import { setTimeout as delay } from "node:timers/promises";
import { rounded } from "./result-file.ts";

export interface LoadResult {
  calls: number;
  failures: number;
  /** Why, where there are any: calls by their code. */
  failureCodes?: Record<string, number>;
  requestsPerSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

/** One call with a running number; resolves to `ok`, or to the code of what went wrong. */
export type Call = (index: number) => Promise<string>;

/** Counts what is not `ok`, by code. */
function createFailureCount() {
  const codes: Record<string, number> = {};
  return {
    codes,
    add(verdict: string): void {
      if (verdict !== "ok") codes[verdict] = (codes[verdict] ?? 0) + 1;
    },
  };
}

/** The value below which `share` of the sorted numbers are; NaN of none. */
export const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** The middle one; NaN of none. */
export const medianOf = (numbers: readonly number[]) =>
  percentile(
    numbers.toSorted((a, b) => a - b),
    0.5,
  );

function summarize(durationsMs: number[], failureCodes: Record<string, number>, seconds: number): LoadResult {
  durationsMs.sort((a, b) => a - b);
  const failures = Object.values(failureCodes).reduce((sum, count) => sum + count, 0);
  return {
    calls: durationsMs.length,
    failures,
    ...(failures > 0 && { failureCodes }),
    requestsPerSecond: rounded(durationsMs.length / seconds),
    p50Ms: rounded(percentile(durationsMs, 0.5)),
    p95Ms: rounded(percentile(durationsMs, 0.95)),
    p99Ms: rounded(percentile(durationsMs, 0.99)),
  };
}

/**
 * A closed loop: `concurrency` callers, each of which calls again as soon as it is answered, or `pauseMs` later, for
 * `forMs`, or until `calls` were made.
 */
export async function closedLoop(options: {
  concurrency: number;
  forMs?: number;
  calls?: number;
  pauseMs?: number;
  call: Call;
}): Promise<LoadResult> {
  const {
    concurrency,
    forMs = Number.POSITIVE_INFINITY,
    calls = Number.POSITIVE_INFINITY,
    call,
    pauseMs = 0,
  } = options;
  const durationsMs: number[] = [];
  const failures = createFailureCount();
  let next = 0;
  const startedAt = performance.now();

  async function caller(): Promise<void> {
    while (next < calls && performance.now() - startedAt < forMs) {
      const since = performance.now();
      next += 1;
      failures.add(await call(next));
      durationsMs.push(performance.now() - since);
      if (pauseMs > 0) await delay(pauseMs);
    }
  }

  await Promise.all(Array.from({ length: concurrency }, caller));
  return summarize(durationsMs, failures.codes, (performance.now() - startedAt) / 1_000);
}

/**
 * An open loop: calls come at random times (Poisson), `ratePerSecond` a second on average, whether or not earlier ones
 * are answered, and a slow answer is felt by those behind it. Timed from when each was due.
 */
export async function openLoop(options: { ratePerSecond: number; forMs: number; call: Call }): Promise<LoadResult> {
  const { ratePerSecond, forMs, call } = options;
  const durationsMs: number[] = [];
  const failures = createFailureCount();
  const running = new Set<Promise<void>>();

  async function arrive(index: number, dueAt: number): Promise<void> {
    failures.add(await call(index));
    durationsMs.push(performance.now() - dueAt);
  }

  const startedAt = performance.now();
  const endAt = startedAt + forMs;
  let dueAt = startedAt;
  for (let index = 1; dueAt < endAt; index += 1) {
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await delay(waitMs);
    const one = arrive(index, dueAt).finally(() => running.delete(one));
    running.add(one);
    dueAt += (-Math.log(1 - Math.random()) / ratePerSecond) * 1_000;
  }
  const arrivedForMs = performance.now() - startedAt;
  await Promise.all(running);
  return summarize(durationsMs, failures.codes, arrivedForMs / 1_000);
}
