import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import type { Gate, GateLimits } from "./gate.ts";
import type { GraphAnswer, GraphHttpRequest, GraphLayer } from "./graph-layer.ts";
import { graphLimits } from "./graph-limits.ts";
import { paceOf } from "./remaining-share.ts";
import { pauseOf } from "./retry-after.ts";
import { createWaitForTurn } from "./wait-for-turn.ts";

/** Graph says which limit was met only for some services; without the header it is the user's. */
function isTenantWide(answer: GraphAnswer): boolean {
  const scope = answer.headers["x-ms-throttle-scope"];
  return typeof scope === "string" && scope.startsWith("Tenant");
}

/**
 * Keeps Microsoft's limits: the pause that Graph asked for, the documented rates, the requests at once, and a slower
 * pace where an answer says that a limit is near. A request waits for its turn if Graph has time to answer it then, and
 * is `rate_limited` with seconds at once if the turn comes later.
 */
export function throttle(options: {
  gate: Gate;
  metrics: WorkerMetrics;
  now: () => number;
  random: () => number;
}): GraphLayer {
  const { gate, metrics, now } = options;
  const waitForTurn = createWaitForTurn(options);

  function learn(answer: GraphAnswer, request: GraphHttpRequest, limits: GateLimits): void {
    const pauseMs = pauseOf(answer, now());
    if (pauseMs !== undefined) {
      metrics.graphRetryAfterSeconds.observe({ workload: request.workload }, pauseMs / 1_000);
      gate.pause(isTenantWide(answer) ? limits.tenant : limits.scope, pauseMs);
    }
    const pace = paceOf(answer.headers);
    if (pace !== undefined) gate.pace(limits.tenant, pace.intervalMs, pace.forMs);
  }

  return (next) =>
    async function sendInTurn(request) {
      const limits = graphLimits(request);
      const { workload } = request;
      const { deadlineMs, signal } = request.call;
      const onHeld = (reason: string, delayMs: number) =>
        metrics.graphHeldSeconds.observe({ workload, reason }, delayMs / 1_000);
      const leave = await waitForTurn({ limits, displayName: "Microsoft 365", deadlineMs, signal, onHeld });
      try {
        const answer = await next(request);
        learn(answer, request, limits);
        return answer;
      } finally {
        leave();
      }
    };
}
