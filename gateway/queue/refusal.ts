import { ToolError } from "#common/errors.ts";
import { serviceNames, type Workload } from "#common/workload.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";

type Reason = "user" | "user_share" | "tenant" | "tenant_share" | "queue_full" | "long_wait";

const longestSeconds = 5;

/** Callers who are refused together should not come back together. */
function secondsAfter(waitMs: number, random: () => number): number {
  return Math.min(longestSeconds, Math.max(1, Math.ceil(waitMs / 1_000 + 2 * random())));
}

const words: Readonly<Record<Reason, [code: "rate_limited" | "unavailable", what: string]>> = {
  user: ["rate_limited", "You have too many calls running at once. Wait for one to end, then try again"],
  user_share: ["rate_limited", "You have many calls running already, and others need the connector too. Try again"],
  tenant: ["rate_limited", "Your organisation has too many calls running at once. Try again"],
  tenant_share: ["rate_limited", "Your organisation has many calls waiting already. Try again"],
  queue_full: ["unavailable", "The connector is busy: too many calls wait already. Try again"],
  long_wait: ["unavailable", "The connector is busy: this call would wait too long. Try again"],
};

/** Why a call is not let in, in words for the caller, with seconds; counted by its reason. */
export function refusal(options: {
  reason: Reason;
  /** What the calls that wait now still need. */
  waitMs: number;
  metrics: GatewayMetrics;
  random: () => number;
}): ToolError {
  const { reason, waitMs, metrics, random } = options;
  metrics.shed.inc({ reason });
  const retryAfterSeconds = secondsAfter(waitMs, random);
  const [code, what] = words[reason];
  return new ToolError(code, `${what} in ${retryAfterSeconds} seconds.`, { retryAfterSeconds });
}

/** No worker is there for the workload, and a start would have ended by now. */
export function unserved(workload: Workload, metrics: GatewayMetrics): ToolError {
  metrics.shed.inc({ reason: "no_worker" });
  return new ToolError(
    "unavailable",
    `No part of the connector serves ${serviceNames[workload]} at the moment. Try again in 30 seconds; if it stays so, tell whoever runs the connector.`,
    { retryAfterSeconds: 30 },
  );
}
