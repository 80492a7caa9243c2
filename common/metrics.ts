import {
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type HistogramConfiguration,
  Registry,
  type RegistryContentType,
} from "prom-client";
import { currentRequest } from "./request-scope.ts";

export interface MetricEntry {
  type: "counter" | "gauge" | "histogram";
  name: `m365_${string}`;
  help: string;
  /** Each label has a closed set of values: never a tenant, a user, a path or an ID. */
  labels: readonly string[];
  /** Upper bounds of a histogram. */
  buckets?: readonly number[];
}

/** The metrics of one process, by their names in the code. */
export type MetricTable = Readonly<Record<string, MetricEntry>>;

/** Bucket bounds in seconds: from a cached answer to the longest call that is allowed. */
export const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60];

/** The metrics that both processes have. */
export const sharedMetrics = {
  ready: {
    type: "gauge",
    name: "m365_ready",
    help: "1 while /readyz of this process returns 200; 0 while something is missing, or the process starts or stops",
    labels: [],
  },
  framesRejected: {
    type: "counter",
    name: "m365_frames_rejected_total",
    help: "Jobs and reply frames that were not authentic, repeated or belong to no call",
    labels: ["reason"],
  },
  offBoarded: {
    type: "counter",
    name: "m365_off_boarded_total",
    help:
      "Of tenants that were removed from the tenants file or suspended: tenant (a worker counts each time that it is " +
      "told), calls that were ended, and what was forgotten",
    labels: ["what"],
  },
  redisRoundTripSeconds: {
    type: "histogram",
    name: "m365_redis_round_trip_seconds",
    help: "Time from a command to Redis' reply, as this process sees it, including the network",
    labels: [],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5],
  },
} as const satisfies MetricTable;

type MetricOf<Entry extends MetricEntry> = Entry["type"] extends "counter"
  ? Counter<Entry["labels"][number]>
  : Entry["type"] extends "gauge"
    ? Gauge<Entry["labels"][number]>
    : Histogram<Entry["labels"][number]>;

export type AnyRegistry = Registry<RegistryContentType>;

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
