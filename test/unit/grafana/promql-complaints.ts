import { toolErrorCodes } from "#common/errors.ts";
import { createMetrics } from "#common/metrics.ts";
import { workloads } from "#common/workload.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";
import { type Matcher, readPromql } from "./read-promql.ts";

interface KnownMetric {
  labels: readonly string[];
  /** Bounds of a histogram. */
  buckets?: readonly number[];
}

const suffixes = { counter: [""], gauge: [""], summary: [""], histogram: ["_bucket", "_sum", "_count"] };

/** What Prometheus adds to every series. */
const added = ["job", "instance"];

/** Every series that our processes show, as their own registries say it, and the few that Prometheus makes itself. */
function knownMetrics(): Map<string, KnownMetric> {
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

const closedLabels: Readonly<Record<string, readonly string[]>> = {
  outcome: ["ok", "cancelled", ...toolErrorCodes],
  workload: workloads,
  job: ["gateway", "workers"],
};

const known = knownMetrics();

function complaintsAboutMatcher({ metric, label, values }: Matcher): string[] {
  const about = known.get(metric);
  if (about === undefined) return [];
  if (!about.labels.includes(label)) return [`${metric} has no label ${label}`];
  if (label === "le")
    return values.filter((value) => !about.buckets?.includes(Number(value))).map((v) => `no bound ${v}`);
  const allowed = closedLabels[label];
  return values.filter((value) => allowed?.includes(value) === false).map((value) => `${label} is never ${value}`);
}

/** What is wrong with an expression: names of metrics, labels, bounds and closed values that do not exist. */
export function promqlComplaints(expression: string, recorded: ReadonlySet<string>): string[] {
  const { metrics, matchers, groupingLabels } = readPromql(expression);
  const unknown = [...metrics].filter((name) => !known.has(name) && !recorded.has(name));
  const labels = new Set([...metrics].flatMap((name) => known.get(name)?.labels ?? []));
  return [
    ...unknown.map((name) => `no metric is called ${name}`),
    ...matchers.flatMap(complaintsAboutMatcher),
    ...[...groupingLabels].filter((label) => !labels.has(label)).map((label) => `nothing here has a label ${label}`),
  ];
}
