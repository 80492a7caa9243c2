import {
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type HistogramConfiguration,
  Registry,
  type RegistryContentType,
} from "prom-client";

import { type MetricEntry, type MetricTable, secondsBuckets } from "./metric-table.ts";
import { currentRequest } from "./request-scope.ts";

type MetricOf<Entry extends MetricEntry> = Entry["type"] extends "counter"
  ? Counter<Entry["labels"][number]>
  : Entry["type"] extends "gauge"
    ? Gauge<Entry["labels"][number]>
    : Histogram<Entry["labels"][number]>;

type AnyRegistry = Registry<RegistryContentType>;

/** The metrics of a table, by their names in the code. */
export type MetricsOf<Table extends MetricTable> = { [Key in keyof Table]: MetricOf<Table[Key]> };

/**
 * A histogram with exemplars: each bucket links to a sampled trace, which leads from a slow bucket to a slow call. It
 * is used like any other histogram.
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
 * Registers the metrics of one process and Node's default metrics (event-loop lag, heap, resident memory) in a new
 * registry. With exemplars, they are served as OpenMetrics, the only format that supports them.
 */
export function createMetrics<Table extends MetricTable>(
  table: Table,
  { hasExemplars = false }: { hasExemplars?: boolean } = {},
): { registry: AnyRegistry; metrics: MetricsOf<Table> } {
  const registry: AnyRegistry = new Registry();
  if (hasExemplars) registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  collectDefaultMetrics({ register: registry });
  const metrics = Object.fromEntries(
    Object.entries(table).map(([key, entry]) => [key, createMetric(entry, registry, hasExemplars)]),
  );
  return { registry, metrics: metrics as MetricsOf<Table> };
}
