import { serviceNames, services } from "#common/workload.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { AttemptFailure, isTooMuch } from "./attempt-failure.ts";
import type { GraphAnswer, GraphHttpRequest, GraphLayer } from "./graph-layer.ts";
import { pauseOf } from "./retry-after.ts";
import { type BreakerOutcome, createServiceBreaker } from "./service-breaker.ts";

/** Statuses of a service that is down. Others concern one item, such as 501 and 507, or one caller, such as 509. */
const failureStatuses: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/**
 * An answer that asks for a pause closes the gate instead. A 503 with a pause is how Graph throttles, so the service is
 * up; 500, 502 and 504 with a pause don't tell. A pause of 0 holds nobody back, so it counts as none.
 */
function judgeAnswer(answer: GraphAnswer, nowMs: number): BreakerOutcome {
  if (answer.isBatchCopy) return "neutral";
  if (answer.status < 400) return "success";
  if (!failureStatuses.has(answer.status)) return "answered";
  const pauseMs = pauseOf(answer, nowMs);
  if (answer.status === 503 && pauseMs !== undefined) return "answered";
  return pauseMs ? "neutral" : "failure";
}

/**
 * One breaker per service of the cloud that this process serves. It is opened by 500, 502, 503 and 504 without a
 * pause, broken connections and timed-out attempts; never by what concerns one user: 4xx, 429, 501, 507, 509, or a
 * caller that went away. Downloads pass it by: a file may take long in a healthy service, and a probe may not. Nor
 * does it count what may be too much for Graph while there is a smaller request: that one tells.
 */
export function createBreakerLayer(options: { metrics: WorkerMetrics; now: () => number; random: () => number }) {
  const judge = (
    { hasFallback = false }: GraphHttpRequest,
    outcome: { value: GraphAnswer } | { error: unknown },
  ): BreakerOutcome => {
    if ("value" in outcome) {
      return hasFallback && isTooMuch(outcome.value) ? "neutral" : judgeAnswer(outcome.value, options.now());
    }
    const { error } = outcome;
    if (!(error instanceof AttemptFailure) || error.isBatchCopy) return "neutral";
    return hasFallback && isTooMuch(error) ? "neutral" : "failure";
  };
  const breakers = new Map(
    services.map((service) => [
      service,
      createServiceBreaker({ service, displayName: serviceNames[service], ...options }),
    ]),
  );
  const layer: GraphLayer = (next) => (request) => {
    const breaker = request.isDownload === true ? undefined : breakers.get(request.workload);
    const asked = { person: request.call.caller, isRetry: (request.attempt ?? 1) > 1 };
    return (
      breaker?.run(
        asked,
        () => next(request),
        (outcome) => judge(request, outcome),
      ) ?? next(request)
    );
  };
  return {
    layer,
    forget: (tenantIds: ReadonlySet<string>) =>
      [...breakers.values()].reduce((sum, breaker) => sum + breaker.forget(tenantIds), 0),
    close() {
      for (const breaker of breakers.values()) breaker.close();
    },
  };
}
