import { setTimeout as delay } from "node:timers/promises";
import { rounded } from "./result-file.ts";

export interface LoadResult {
  calls: number;
  failures: number;
  requestsPerSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

export type Call = (index: number) => Promise<boolean>;

/** The value below which `share` of the sorted numbers are; NaN of none. */
export const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** The middle one; NaN of none. */
export const medianOf = (numbers: readonly number[]) =>
  percentile(
    numbers.toSorted((a, b) => a - b),
    0.5,
  );

function summarize(durationsMs: number[], failures: number, seconds: number): LoadResult {
  durationsMs.sort((a, b) => a - b);
  return {
    calls: durationsMs.length,
    failures,
    requestsPerSecond: rounded(durationsMs.length / seconds),
    p50Ms: rounded(percentile(durationsMs, 0.5)),
    p95Ms: rounded(percentile(durationsMs, 0.95)),
    p99Ms: rounded(percentile(durationsMs, 0.99)),
  };
}

/**
 * A closed loop: `concurrency` callers, each of which calls again as soon as it is answered, for `forMs`, or until
 * `calls` were made. `call` gets a running number and resolves to whether the answer was right.
 */
export async function closedLoop(options: {
  concurrency: number;
  forMs?: number;
  calls?: number;
  call: Call;
}): Promise<LoadResult> {
  const { concurrency, forMs = Number.POSITIVE_INFINITY, calls = Number.POSITIVE_INFINITY, call } = options;
  const durationsMs: number[] = [];
  let failures = 0;
  let next = 0;
  const startedAt = performance.now();

  async function caller(): Promise<void> {
    while (next < calls && performance.now() - startedAt < forMs) {
      const since = performance.now();
      next += 1;
      if (!(await call(next))) failures += 1;
      durationsMs.push(performance.now() - since);
    }
  }

  await Promise.all(Array.from({ length: concurrency }, caller));
  return summarize(durationsMs, failures, (performance.now() - startedAt) / 1_000);
}

/**
 * Calls `arrive` at random times (Poisson), `ratePerSecond` a second on average, whether or not earlier calls are
 * answered; `dueAt` is when the call should have begun, on performance.now()'s clock. Resolves when the time is over.
 */
export async function poissonArrivals(options: {
  ratePerSecond: number;
  forMs: number;
  arrive: (index: number, dueAt: number) => void;
}): Promise<void> {
  const { ratePerSecond, forMs, arrive } = options;
  const endAt = performance.now() + forMs;
  let dueAt = performance.now();
  for (let index = 1; dueAt < endAt; index += 1) {
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await delay(waitMs);
    arrive(index, dueAt);
    dueAt += (-Math.log(1 - Math.random()) / ratePerSecond) * 1_000;
  }
}

/** An open loop: calls come as they come, and a slow answer is felt by those behind it. Timed from when each was due. */
export async function openLoop(options: { ratePerSecond: number; forMs: number; call: Call }): Promise<LoadResult> {
  const { ratePerSecond, forMs, call } = options;
  const durationsMs: number[] = [];
  let failures = 0;
  const running = new Set<Promise<void>>();
  const startedAt = performance.now();

  async function callOnce(index: number, dueAt: number): Promise<void> {
    if (!(await call(index))) failures += 1;
    durationsMs.push(performance.now() - dueAt);
  }
  await poissonArrivals({
    ratePerSecond,
    forMs,
    arrive(index, dueAt) {
      const one = callOnce(index, dueAt).finally(() => running.delete(one));
      running.add(one);
    },
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  await Promise.all(running);
  return summarize(durationsMs, failures, seconds);
}
