import { retryLater, ToolError } from "#common/errors.ts";
import { serviceNames, type Workload } from "#common/workload.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";

type RefusalReason = keyof typeof problems;

const maxSeconds = 5;

/** Spreads the retries of callers who are refused at the same time. */
function secondsAfter(waitMs: number, random: () => number): number {
  return Math.min(maxSeconds, Math.max(1, Math.ceil(waitMs / 1_000 + 2 * random())));
}

const problems = {
  user: ["rate_limited", "You have too many calls running at once: wait for one to end"],
  user_share: ["rate_limited", "You have many calls running already, and others need the connector too"],
  tenant: ["rate_limited", "Your organisation has too many calls running at once"],
  tenant_share: ["rate_limited", "Your organisation has many calls waiting already"],
  total: ["rate_limited", "The connector is busy"],
  queue_full: ["unavailable", "The connector is busy: too many calls wait already"],
  long_wait: ["unavailable", "The connector is busy: this call would wait too long"],
  redis_full: ["unavailable", "The queue of the connector is full"],
  user_answers: ["rate_limited", "You have not read the answers that you have already been sent"],
  tenant_answers: ["rate_limited", "Your organisation has many answers that have not been read"],
  total_answers: ["unavailable", "The connector is busy: too many answers have not been read"],
} as const satisfies Record<string, readonly [code: "rate_limited" | "unavailable", problem: string]>;

/** The error of a call that is not admitted, counted by its reason. */
export function admissionRefusal(options: {
  reason: RefusalReason;
  metrics: GatewayMetrics;
  /** How long the calls that are waiting now still need. */
  waitMs?: number;
  random?: () => number;
}): ToolError {
  const { reason, metrics, waitMs = 0, random = () => 0 } = options;
  metrics.shed.inc({ reason });
  const [code, problem] = problems[reason];
  return retryLater(code, problem, { retryAfterSeconds: secondsAfter(waitMs, random) });
}

/** The error when no live worker has served the workload for longer than a worker needs to start. */
export function noLiveWorker(workload: Workload, metrics: GatewayMetrics): ToolError {
  metrics.shed.inc({ reason: "no_worker" });
  const problem = `No part of the connector serves ${serviceNames[workload]} at the moment`;
  return new ToolError(
    "unavailable",
    `${problem}. Try again in 30 seconds; if it stays so, tell whoever runs the connector.`,
    { retryAfterSeconds: 30 },
  );
}
