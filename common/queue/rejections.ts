import type { Logger } from "#common/logger.ts";
import type { MetricsOf, sharedMetrics } from "#common/metrics.ts";
import { requestIdSchema } from "./protocol.ts";

/** Counts something out of Redis that was not accepted. @param requestId as it stood in Redis */
export type Reject = (reason: string, requestId?: string) => void;

/** These also occur where nobody but the connector writes to Redis. The alert FramesRejected ignores the same. */
const ordinary = new Set(["job_over", "frame_late", "frame_superseded"]);

/** Each rejection is counted and has a log line: its reason, and its request ID if that has the form of one. */
export function createReject(
  metrics: Pick<MetricsOf<typeof sharedMetrics>, "framesRejected">,
  logger: Pick<Logger, "info" | "warn">,
): Reject {
  return function reject(reason, requestId) {
    metrics.framesRejected.inc({ reason });
    const isOne = requestIdSchema.safeParse(requestId).success;
    logger[ordinary.has(reason) ? "info" : "warn"]({ reason, ...(isOne && { requestId }) }, "rejected, from Redis");
  };
}
