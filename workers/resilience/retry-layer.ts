import { setTimeout as platformDelay } from "node:timers/promises";
import { services } from "#common/workload.ts";
import { slotOf } from "#workers/slots/run-slot.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { AttemptFailure, deadlineExceeded } from "./attempt-failure.ts";
import type { GraphAnswer, GraphHttpRequest, GraphLayer, GraphSend } from "./graph-layer.ts";
import { parseRetryAfter } from "./retry-after.ts";
import { createRetryBudget, maxRetries, retryDelayMs } from "./retry-budget.ts";

const transientStatuses: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
/** The answers to a download or a large request that nothing was done for yet. */
const laterStatuses: ReadonlySet<number> = new Set([429, 503]);
/** Wait for a download that is still being made: the usual one, and the least, whatever the answer says. */
const usualWaitMs = 2_000;
const leastWaitMs = 1_000;
/** A conversion that was refused (406) after that long would take as long again. */
const quickRefusalMs = 3_000;

/**
 * Retries a request after a transient failure: 429, 500, 502, 503, 504, a broken connection, an attempt that took too
 * long. At most twice, never past the deadline, and only while few of the service's requests are retries. Otherwise
 * the last answer or failure is returned unchanged, at once if its pause exceeds the deadline. POSTs are retried like
 * GETs, since they only read. A download has one attempt once it has begun, and so has a
 * request with a fallback: what took long would take as long again. A download that is still being made (202) is asked
 * for until the deadline. A conversion that is refused at once (406) is tried once more, since some fail at random.
 */
export function createRetryLayer(options: {
  metrics: WorkerMetrics;
  now: () => number;
  random: () => number;
  delay?: typeof platformDelay;
}): GraphLayer {
  const { metrics, now, random, delay = platformDelay } = options;
  const budgets = new Map(services.map((service) => [service, createRetryBudget(now)]));
  // Prometheus must see a counter's zero to notice its first event.
  for (const workload of services) metrics.graphRetriesRefused.inc({ workload }, 0);

  function isAffordable({ workload, call }: GraphHttpRequest): boolean {
    if (budgets.get(workload)?.take(call.caller.tenantId) !== false) return true;
    metrics.graphRetriesRefused.inc({ workload });
    return false;
  }

  async function pause(request: GraphHttpRequest, delayMs: number): Promise<void> {
    metrics.graphRetries.inc({ workload: request.workload });
    const { signal } = request.call;
    await slotOf(request.call).whileWaiting(() =>
      delay(delayMs, undefined, { signal }).catch(() => Promise.reject(deadlineExceeded())),
    );
  }

  function isTransient(
    outcome: GraphAnswer | AttemptFailure,
    { isDownload = false, hasFallback = false }: GraphHttpRequest,
    { tries, tookMs }: { tries: number; tookMs: number },
  ): boolean {
    if (!(outcome instanceof AttemptFailure)) {
      if (isDownload && outcome.status === 406) return tries === 0 && tookMs < quickRefusalMs;
      return (isDownload || hasFallback ? laterStatuses : transientStatuses).has(outcome.status);
    }
    return !(isDownload && outcome.isBrokenOff) && !(hasFallback && outcome.reason === "timeout");
  }

  async function sendUntilMade(next: GraphSend, request: GraphHttpRequest): Promise<GraphAnswer> {
    for (;;) {
      const answer = await next(request);
      if (request.isDownload !== true || answer.status !== 202) return answer;
      const delayMs = Math.max(leastWaitMs, parseRetryAfter(answer.headers, now()) ?? usualWaitMs);
      if (now() + delayMs >= request.call.deadlineMs) return answer;
      await pause(request, delayMs);
    }
  }

  return (next) =>
    async function sendWithRetries(request) {
      budgets.get(request.workload)?.countFirst();
      for (let tries = 0; ; tries += 1) {
        const startedMs = now();
        const outcome = await sendUntilMade(next, { ...request, attempt: tries + 1 }).catch((error: unknown) => {
          if (error instanceof AttemptFailure) return error;
          throw error;
        });
        if (isTransient(outcome, request, { tries, tookMs: now() - startedMs }) && tries < maxRetries) {
          const headers = outcome instanceof AttemptFailure ? {} : outcome.headers;
          const delayMs = retryDelayMs(tries, parseRetryAfter(headers, now()), random);
          if (now() + delayMs < request.call.deadlineMs && isAffordable(request)) {
            await pause(request, delayMs);
            continue;
          }
        }
        if (outcome instanceof AttemptFailure) throw outcome;
        return outcome;
      }
    };
}
