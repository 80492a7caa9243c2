import { gatewayMetrics } from "./gateway-metrics.ts";
import type { MetricEntry } from "./metric-entry.ts";
import { workerMetrics } from "./worker-metrics.ts";

/**
 * Every metric that this product has, in one table. Labels are closed sets: never a tenant, user, path or id.
 * `by` says which process writes it; a process registers only its own.
 */
export const metricTable = { ...gatewayMetrics, ...workerMetrics } as const satisfies Record<string, MetricEntry>;
