import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";

/** Every metric of the product. */
export const metricTable = { ...gatewayMetrics, ...workerMetrics };
