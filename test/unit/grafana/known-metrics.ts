import { createMetrics } from "#common/metrics.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";

interface KnownMetric {
  labels: readonly string[];
  /** Bounds of a histogram. */
  buckets?: readonly number[];
}

const suffixes = { counter: [""], gauge: [""], summary: [""], histogram: ["_bucket", "_sum", "_count"] };

/** What Prometheus adds to every series. */
const added = ["job", "instance"];

/** Every series that our processes show, as their own registries say it, and the few that Prometheus makes itself. */
export function knownMetrics(): Map<string, KnownMetric> {
  const known = new Map<string, KnownMetric>([
    ["up", { labels: added }],
    ["process_start_time_seconds", { labels: added }],
    ["ALERTS", { labels: ["alertname", "alertstate", "severity"] }],
  ]);
  for (const table of [gatewayMetrics, workerMetrics]) {
    for (const metric of createMetrics(table).registry.getMetricsAsArray()) {
      // prom-client's types leave out what its metrics hold.
      const { name, type, labelNames, upperBounds } = metric as unknown as {
        name: string;
        type: keyof typeof suffixes;
        labelNames: string[];
        upperBounds?: number[];
      };
      const labels = [...labelNames, ...added, ...(type === "histogram" ? ["le"] : [])];
      const buckets = upperBounds === undefined ? {} : { buckets: upperBounds };
      for (const suffix of suffixes[type]) known.set(`${name}${suffix}`, { labels, ...buckets });
    }
  }
  return known;
}
