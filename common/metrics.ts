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

type Name = `m365_${string}`;

export type MetricEntry = {
  name: Name;
  help: string;
  /** Each label has a closed set of values: never a tenant, a user, a path or an ID. */
  labels: readonly string[];
} & ({ type: "counter" | "gauge" } | { type: "histogram"; buckets: readonly number[] });

/** The metrics of one process, by their names in the code. */
export type MetricTable = Readonly<Record<string, MetricEntry>>;

export const counter = <const Labels extends readonly string[]>(name: Name, help: string, labels: Labels) =>
  ({ type: "counter", name, help, labels }) as const;

export const gauge = <const Labels extends readonly string[]>(name: Name, help: string, labels: Labels) =>
  ({ type: "gauge", name, help, labels }) as const;

/** @param buckets the upper bounds; by default from a cached answer to the longest call that is allowed */
export function histogram<const Labels extends readonly string[]>(
  name: Name,
  help: string,
  labels: Labels,
  buckets: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60],
) {
  return { type: "histogram", name, help, labels, buckets } as const;
}

/** The metrics that both processes have. */
export const sharedMetrics = {
  ready: gauge(
    "m365_ready",
    "1 while /readyz of this process returns 200; 0 while something is missing, or the process starts or stops",
    [],
  ),
  framesRejected: counter(
    "m365_frames_rejected_total",
    "Jobs and reply frames that were not authentic, repeated or belong to no call",
    ["reason"],
  ),
  offBoarded: counter(
    "m365_off_boarded_total",
    "Of tenants that were removed from the tenants file or suspended: tenant (a worker counts each time that it is " +
      "told), calls that were ended, and what was forgotten",
    ["what"],
  ),
  redisRoundTripSeconds: histogram(
    "m365_redis_round_trip_seconds",
    "Time from a command to Redis' reply, as this process sees it, including the network",
    [],
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5],
  ),
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
  if (entry.type !== "histogram") return entry.type === "counter" ? new Counter(options) : new Gauge(options);
  const inBuckets = { ...options, buckets: [...entry.buckets] };
  return hasExemplars ? histogramWithExemplars(inBuckets) : new Histogram(inBuckets);
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
