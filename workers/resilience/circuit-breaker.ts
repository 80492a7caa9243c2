import type { WorkerMetrics } from "#common/metrics.ts";
import { serviceNames, type Workload, workloads } from "#common/tools/define-tool.ts";
import { AttemptFailure } from "./attempt-failure.ts";
import { type Breaker, createBreaker, type Verdict } from "./breaker.ts";
import type { GraphAnswer, GraphLayer } from "./graph-layer.ts";

/** A 503 with Retry-After is Graph's way to throttle: the service is up and says when to come back. */
function isFailure(answer: GraphAnswer): boolean {
  return answer.status >= 500 && answer.headers["retry-after"] === undefined;
}

function judge(outcome: { value: GraphAnswer } | { error: unknown }): Verdict {
  if ("value" in outcome) {
    if (isFailure(outcome.value)) return "failure";
    return outcome.value.status < 400 ? "success" : "answered";
  }
  return outcome.error instanceof AttemptFailure ? "failure" : "neutral";
}

/**
 * One breaker per workload of the cloud that this process serves. Opened by server errors, broken connections and attempts that took too long; never by what
 * Graph answers to one user: 4xx, 429, a caller that went away.
 */
export function circuitBreaker(options: { metrics: WorkerMetrics; now: () => number; random: () => number }): {
  layer: GraphLayer;
  close(): void;
} {
  const breakers = new Map<Workload, Breaker>(
    workloads.map((workload) => [
      workload,
      createBreaker({ service: workload, displayName: serviceNames[workload], ...options }),
    ]),
  );
  return {
    layer: (next) => (call) => breakers.get(call.workload)?.run(() => next(call), judge) ?? next(call),
    close() {
      for (const breaker of breakers.values()) breaker.close();
    },
  };
}
