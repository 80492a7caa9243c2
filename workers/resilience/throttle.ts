import { ToolError } from "#common/errors.ts";
import type { WorkerMetrics } from "#common/metrics.ts";
import { nobodyWaits } from "./attempt-failure.ts";
import type { Gate, Leave } from "./gate.ts";
import type { GraphAnswer, GraphCall, GraphLayer } from "./graph-layer.ts";
import { type GraphLimits, graphLimits } from "./graph-limits.ts";
import { paceOf } from "./remaining-share.ts";
import { parseRetryAfter, toWholeSeconds } from "./retry-after.ts";
import { sleep } from "./time-limit.ts";

/** Spreads those who waited for the end of the same pause. */
const spreadMs = 250;
/** A turn that leaves Graph less time than this to answer is of no use: better say at once when to come back. */
const leastForAnswerMs = 1_000;
/** How soon a request asks again for a place that others hold in other workers. */
const placeAgainMs = 50;

/** Graph says which limit was met only for some services; without the header it is the user's. */
function isTenantWide(answer: GraphAnswer): boolean {
  const scope = answer.headers["x-ms-throttle-scope"];
  return typeof scope === "string" && scope.startsWith("Tenant");
}

function comeBackLater(state: "paused" | "paced", waitMs: number): ToolError {
  const retryAfterSeconds = toWholeSeconds(waitMs);
  const what = state === "paused" ? "has asked for a pause" : "limits how fast it may be asked";
  const message = `Microsoft 365 ${what}. Try again in ${retryAfterSeconds} seconds.`;
  return new ToolError("rate_limited", message, { retryAfterSeconds });
}

/**
 * Keeps Microsoft's limits: the pause that Graph asked for, the documented rates, the requests at once, and a slower
 * pace where an answer says that a limit is near. A request waits for its turn if Graph has time to answer it then, and
 * is `rate_limited` with seconds at once if the turn comes later. All who wait for one pause wait at the same time.
 */
export function throttle(options: {
  gate: Gate;
  metrics: WorkerMetrics;
  now: () => number;
  random: () => number;
}): GraphLayer {
  const { gate, metrics, now, random } = options;

  const wait = (call: GraphCall, delayMs: number) =>
    sleep(delayMs, call.signal).catch(() => {
      throw nobodyWaits();
    });

  async function waitForTurn(call: GraphCall, limits: GraphLimits): Promise<Leave> {
    for (;;) {
      const leftMs = call.deadlineMs - now();
      if (leftMs <= 0) throw nobodyWaits();
      const mostWaitMs = Math.max(0, leftMs - leastForAnswerMs);
      const answer = await gate.ask(limits, mostWaitMs);
      if (answer.state === "open") {
        if (answer.afterMs === 0) return answer.leave;
        metrics.graphHeldSeconds.observe({ workload: call.workload, reason: "rate" }, answer.afterMs / 1_000);
        await wait(call, answer.afterMs).catch((error: unknown) => {
          answer.leave();
          throw error;
        });
        return answer.leave;
      }
      if (answer.state !== "full" && answer.waitMs >= mostWaitMs) throw comeBackLater(answer.state, answer.waitMs);
      const delayMs = answer.state === "full" ? placeAgainMs * (0.5 + random()) : answer.waitMs + random() * spreadMs;
      const reason = answer.state === "full" ? "place" : "pause";
      metrics.graphHeldSeconds.observe({ workload: call.workload, reason }, delayMs / 1_000);
      await wait(call, delayMs);
    }
  }

  function learn(answer: GraphAnswer, call: GraphCall, limits: GraphLimits): void {
    const isRefusal = answer.status === 429 || answer.status === 503;
    const pauseMs = isRefusal ? parseRetryAfter(answer.headers["retry-after"], now()) : undefined;
    if (pauseMs !== undefined) {
      metrics.graphRetryAfterSeconds.observe({ workload: call.workload }, pauseMs / 1_000);
      gate.pause(isTenantWide(answer) ? limits.tenant : limits.scope, now() + pauseMs);
    }
    const pace = paceOf(answer.headers);
    if (pace !== undefined) gate.pace(limits.tenant, pace.intervalMs, pace.forMs);
  }

  return (next) =>
    async function sendInTurn(call) {
      const limits = graphLimits(call);
      const leave = await waitForTurn(call, limits);
      try {
        const answer = await next(call);
        learn(answer, call, limits);
        return answer;
      } finally {
        leave();
      }
    };
}
