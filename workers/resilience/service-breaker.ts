import { EventEmitter } from "node:events";
import CircuitBreaker from "opossum";
import { retryLater } from "#common/errors.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { toWholeSeconds } from "./retry-after.ts";

/**
 * What an outcome says about the service's health. `answered`: the service refused or limited one caller, so it is up,
 * which decides a probe; otherwise it does not count. `neutral`: nothing, such as a caller that went away.
 */
export type Verdict = "success" | "failure" | "answered" | "neutral";

export interface ServiceBreaker {
  /** Runs the action, or rejects at once with `unavailable` and the seconds until the next probe. */
  run<T>(action: () => Promise<T>, judge: (outcome: { value: T } | { error: unknown }) => Verdict): Promise<T>;
  /** Stops its timers. */
  close(): void;
}

const bucketMs = 1_000;
const buckets = 10;
const window = {
  rollingCountTimeout: buckets * bucketMs,
  rollingCountBuckets: buckets,
  volumeThreshold: 20,
  errorThresholdPercentage: 50,
};

/**
 * The circuit breaker of one service: opens for a time when more than half of at least 20 requests in 10 seconds
 * failed; then one probe decides. A probe without an answer does not hold up the next one for longer than that time. A
 * breaker that closes resets its counts, or one failure would open it again while earlier ones still count.
 *
 * opossum counts and keeps the state. It is given outcomes instead of requests, because it knows only success and
 * failure: see docs/decisions/limits.md.
 */
export function createServiceBreaker(options: {
  service: string;
  /** The name of the service in messages. */
  displayName: string;
  /** How long it stays open, ± 20 % so that workers don't probe together; 10 s by default. */
  resetMs?: number;
  metrics: WorkerMetrics;
  now: () => number;
  random: () => number;
}): ServiceBreaker {
  const { service, displayName, resetMs = 10_000, metrics, now, random } = options;
  const resetTimeout = Math.round(resetMs * (0.8 + 0.4 * random()));
  const rotation = new EventEmitter();
  const rotate = () => rotation.emit("rotate");
  const bucketTimer = setInterval(rotate, bucketMs).unref();
  const circuit = new CircuitBreaker(
    async (verdict: "success" | "failure") => {
      if (verdict === "failure") throw new Error(`${service} failed`);
    },
    {
      timeout: false,
      resetTimeout,
      ...window,
      rotateBucketController: rotation,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
    },
  );
  let reopensAtMs = 0;
  /** The latest probe, while it is under way. */
  let probe: { nextAtMs: number } | undefined;

  function recordState(state: 0 | 1 | 2): void {
    metrics.breakerState.set({ service }, state);
    metrics.breakerTransitions.inc({ service });
    if (state === 2) reopensAtMs = now() + resetTimeout;
  }
  metrics.breakerState.set({ service }, 0);
  circuit.on("close", () => {
    for (let bucket = 0; bucket < buckets; bucket += 1) rotate();
    recordState(0);
  });
  circuit.on("halfOpen", () => recordState(1));
  circuit.on("open", () => recordState(2));

  function refuse(): never {
    const retryAfterSeconds = toWholeSeconds(reopensAtMs - now());
    throw retryLater("unavailable", `${displayName} is not answering at the moment`, { retryAfterSeconds });
  }

  /**
   * Only a probe may end the half-open state: a request that started before the breaker opened does not tell whether
   * the service has recovered.
   */
  async function report(verdict: Verdict): Promise<void> {
    const isCounted = verdict === "success" || verdict === "failure";
    if (isCounted && circuit.closed) await circuit.fire(verdict).catch(() => {});
  }

  /** Any answer tells that the service is up; a late failure of an earlier probe tells less than the latest will. */
  function decide(verdict: Verdict, own: typeof probe): void {
    if (verdict === "success" || verdict === "answered") circuit.close();
    if (verdict === "failure" && own === probe && circuit.halfOpen) circuit.open();
    if (own === probe) probe = undefined;
  }

  function startProbe(): typeof probe {
    probe = { nextAtMs: now() + resetTimeout };
    return probe;
  }

  return {
    async run(action, judge) {
      if (circuit.opened || (circuit.halfOpen && now() < (probe?.nextAtMs ?? 0))) refuse();
      const own = circuit.halfOpen ? startProbe() : undefined;
      const learn = (verdict: Verdict) => (own === undefined ? report(verdict) : decide(verdict, own));
      try {
        const value = await action();
        await learn(judge({ value }));
        return value;
      } catch (error) {
        await learn(judge({ error }));
        throw error;
      }
    },
    close() {
      clearInterval(bucketTimer);
      circuit.shutdown();
    },
  };
}
