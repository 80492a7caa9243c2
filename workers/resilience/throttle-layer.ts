import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { slotOf } from "#workers/slots/run-slot.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import type { GateLimits } from "./gate.ts";
import type { GraphAnswer, GraphHttpRequest, GraphLayer } from "./graph-layer.ts";
import { graphLimits } from "./request-limits.ts";
import { pauseOf } from "./retry-after.ts";
import { createWaitForTurn, type WaitOptions } from "./wait-for-turn.ts";

/** A slower pace that avoids a limit: for `forMs`, requests at least `intervalMs` apart. */
interface Pace {
  intervalMs: number;
  forMs: number;
}

/**
 * SharePoint counts resource units: a list of items costs two (https://learn.microsoft.com/graph/throttling-limits).
 */
const unitsPerRequest = 2;
const slowBelow = 0.2;
const longestMs = 600_000;

/** The directory reports a share of its limit and no time; its limits are per 10 seconds. */
const directory = { slowFromShare: 0.8, forMs: 10_000, nearIntervalMs: 100, overIntervalMs: 500 };

function numberIn(header: string | string[] | undefined): number | undefined {
  const [, digits] = /^\s*(\d{1,9}(?:\.\d{1,9})?)/.exec(typeof header === "string" ? header : "") ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * The pace for a limit that is near: SharePoint reports `RateLimit-Limit`, `-Remaining` and `-Reset` (seconds) from
 * 80 % of use on, the directory `x-ms-throttle-limit-percentage` (0.8 to 1.8). What remains is spread evenly over the
 * rest of the window. Undefined when no limit is near, or the headers are invalid.
 */
export function paceOf(headers: IncomingHttpHeaders): Pace | undefined {
  const [limit, remaining, resetSeconds] = ["limit", "remaining", "reset"].map((name) =>
    numberIn(headers[`ratelimit-${name}`]),
  );
  if (limit !== undefined && remaining !== undefined && resetSeconds !== undefined) {
    if (limit === 0 || resetSeconds === 0 || remaining / limit > slowBelow) return undefined;
    const forMs = Math.min(resetSeconds * 1_000, longestMs);
    return { intervalMs: Math.ceil(forMs / Math.max(1, Math.floor(remaining / unitsPerRequest))), forMs };
  }
  const used = numberIn(headers["x-ms-throttle-limit-percentage"]);
  if (used === undefined || used < directory.slowFromShare) return undefined;
  return { intervalMs: used < 1 ? directory.nearIntervalMs : directory.overIntervalMs, forMs: directory.forMs };
}

/** Whether the tenant's limit was exceeded, which only some services name; without the header it is the user's. */
function isTenantWide(answer: GraphAnswer): boolean {
  const scope = answer.headers["x-ms-throttle-scope"];
  return typeof scope === "string" && scope.startsWith("Tenant");
}

/**
 * The group of a person or mailbox, the same in every worker: in metrics one of them differs from many, and nobody can
 * be recognised.
 */
function groupOf(scope: string): string {
  return createHash("sha256").update(scope).digest("hex").charAt(0);
}

/**
 * Sends each request within its limits (`request-limits.ts`), and learns from answers: a pause that Graph asks for, and
 * a slower pace when a limit is near. A request whose turn comes too late for an answer is `rate_limited` at once.
 * While a request waits for its turn, its call gives its slot up; it is sent with a slot.
 */
export function createThrottleLayer(options: WaitOptions & { metrics: WorkerMetrics }): GraphLayer {
  const { gate, metrics, now } = options;
  const waitForTurn = createWaitForTurn(options);

  function learn(answer: GraphAnswer, request: GraphHttpRequest, limits: GateLimits): void {
    const pauseMs = pauseOf(answer, now());
    if (answer.status !== 429 && answer.status < 500) gate.answered(limits);
    if (answer.status === 429) {
      const whose = isTenantWide(answer) ? "tenant" : groupOf(limits.scope);
      metrics.graphThrottled.inc({ workload: request.workload, whose });
    }
    if (pauseMs !== undefined) {
      metrics.graphRetryAfterSeconds.observe({ workload: request.workload }, pauseMs / 1_000);
      gate.pause(isTenantWide(answer) ? limits.tenant : limits.scope, pauseMs);
    }
    const pace = paceOf(answer.headers);
    if (pace !== undefined) gate.pace(limits.tenant, pace.intervalMs, pace.forMs);
  }

  return (next) =>
    async function sendInTurn(request) {
      const { workload, isDownload = false } = request;
      const { deadlineMs, signal } = request.call;
      const limits = { ...graphLimits(request), ...(isDownload && { mayLastMs: deadlineMs - now() }) };
      const onHeld = (reason: string, delayMs: number) =>
        metrics.graphHeldSeconds.observe({ workload, reason }, delayMs / 1_000);
      const slot = slotOf(request.call);
      const turn = { limits, displayName: "Microsoft 365", deadlineMs, signal, onHeld };
      const leave = await waitForTurn({ ...turn, whileWaiting: slot.whileWaiting });
      try {
        const answer = await slot.whileBusy(() => next(request));
        // The bytes of documents have a budget of their own.
        if (!isDownload) slot.holds(answer.body.byteLength);
        learn(answer, request, limits);
        return answer;
      } finally {
        leave();
      }
    };
}
