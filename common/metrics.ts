import {
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type HistogramConfiguration,
  Registry,
  type RegistryContentType,
} from "prom-client";

import { type MetricEntry, type ProcessName, secondsBuckets } from "./metric-entry.ts";
import { metricTable } from "./metric-table.ts";
import { currentRequest } from "./request-scope.ts";

type MetricTable = typeof metricTable;
type MetricOf<Entry extends MetricEntry> = Entry["type"] extends "counter"
  ? Counter<Entry["labels"][number]>
  : Entry["type"] extends "gauge"
    ? Gauge<Entry["labels"][number]>
    : Histogram<Entry["labels"][number]>;

type AnyRegistry = Registry<RegistryContentType>;

/** The metrics that one process writes, by their short names. */
export type Metrics<Process extends ProcessName> = {
  [Key in keyof MetricTable as Process extends MetricTable[Key]["by"][number] ? Key : never]: MetricOf<
    MetricTable[Key]
  >;
};

export type GatewayMetrics = Metrics<"gateway">;
export type WorkerMetrics = Metrics<"workers">;

/**
 * A histogram whose buckets name a recorded trace each, so that one gets from a slow bucket to a slow call. To those
 * who write it, it is like any other.
 */
function histogramWithExemplars(options: HistogramConfiguration<string>): Histogram {
  const histogram = new Histogram({ ...options, enableExemplars: true });
  const observe = histogram.observe.bind(histogram) as (observation: object) => void;
  histogram.observe = (labels: object | number, value?: number) => {
    const trace = currentRequest()?.trace;
    const exemplarLabels = trace?.isSampled === true ? { trace_id: trace.traceId } : {};
    observe(typeof labels === "number" ? { value: labels, exemplarLabels } : { labels, value, exemplarLabels });
  };
  return histogram;
}

function createMetric(entry: MetricEntry, registry: AnyRegistry, hasExemplars: boolean): Counter | Gauge | Histogram {
  const options = { name: entry.name, help: entry.help, labelNames: [...entry.labels], registers: [registry] };
  if (entry.type === "counter") return new Counter(options);
  if (entry.type === "gauge") return new Gauge(options);
  const histogram = { ...options, buckets: [...(entry.buckets ?? secondsBuckets)] };
  return hasExemplars ? histogramWithExemplars(histogram) : new Histogram(histogram);
}

/**
 * Registers the metrics of one process, and Node's own (event-loop lag, heap, resident memory), in a registry of
 * their own. With exemplars they are served as OpenMetrics, which alone can have them.
 */
export function createMetrics<Process extends ProcessName>(
  process: Process,
  { hasExemplars = false }: { hasExemplars?: boolean } = {},
): { registry: AnyRegistry; metrics: Metrics<Process> } {
  const registry: AnyRegistry = new Registry();
  if (hasExemplars) registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  collectDefaultMetrics({ register: registry });
  const own = Object.entries(metricTable).filter(([, entry]) => (entry.by as readonly string[]).includes(process));
  const metrics = Object.fromEntries(own.map(([key, entry]) => [key, createMetric(entry, registry, hasExemplars)]));
  return { registry, metrics: metrics as Metrics<Process> };
}
