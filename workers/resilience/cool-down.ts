import { ToolError } from "#common/errors.ts";
import type { WorkerMetrics } from "#common/metrics.ts";
import { nobodyWaits } from "./attempt-failure.ts";
import type { CoolDowns } from "./cool-downs.ts";
import type { GraphAnswer, GraphCall, GraphLayer } from "./graph-layer.ts";
import { parseRetryAfter, toWholeSeconds } from "./retry-after.ts";
import { sleep } from "./time-limit.ts";

const tenantKey = (call: GraphCall) => `${call.tenantId}|${call.workload}`;
const userKey = (call: GraphCall) => `${call.tenantId}|${call.userId}|${call.workload}`;

/** Graph says which limit was met only for some services; without the header it is the user's. */
function isTenantWide(answer: GraphAnswer): boolean {
  const scope = answer.headers["x-ms-throttle-scope"];
  return typeof scope === "string" && scope.startsWith("Tenant");
}

/**
 * Keeps the pause that Graph asked for: nobody's further request of the same user and workload is sent before its
 * end, since throttled requests count against the limit too. A request waits if the pause ends before its deadline,
 * and is `rate_limited` at once if not.
 */
export function coolDown(options: { coolDowns: CoolDowns; metrics: WorkerMetrics; now: () => number }): GraphLayer {
  const { coolDowns, metrics, now } = options;

  async function waitForEnd(call: GraphCall): Promise<void> {
    const endsAtMs = await coolDowns.endsAtMs([userKey(call), tenantKey(call)]);
    const delayMs = endsAtMs - now();
    if (delayMs <= 0) return;
    if (endsAtMs >= call.deadlineMs) {
      const retryAfterSeconds = toWholeSeconds(delayMs);
      const message = `Microsoft 365 has asked for a pause. Try again in ${retryAfterSeconds} seconds.`;
      throw new ToolError("rate_limited", message, { retryAfterSeconds });
    }
    await sleep(delayMs, call.signal).catch(() => {
      throw nobodyWaits();
    });
  }

  return (next) =>
    async function sendAfterPause(call) {
      await waitForEnd(call);
      const answer = await next(call);
      const pauseMs =
        answer.status === 429 || answer.status === 503
          ? parseRetryAfter(answer.headers["retry-after"], now())
          : undefined;
      if (pauseMs !== undefined) {
        metrics.graphRetryAfterSeconds.observe({ workload: call.workload }, pauseMs / 1000);
        coolDowns.start(isTenantWide(answer) ? tenantKey(call) : userKey(call), now() + pauseMs);
      }
      return answer;
    };
}
