import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

import { type MetricEntry, type ProcessName, secondsBuckets } from "./metric-entry.ts";
import { metricTable } from "./metric-table.ts";

type MetricTable = typeof metricTable;
type MetricOf<Entry extends MetricEntry> = Entry["type"] extends "counter"
  ? Counter<Entry["labels"][number]>
  : Entry["type"] extends "gauge"
    ? Gauge<Entry["labels"][number]>
    : Histogram<Entry["labels"][number]>;

/** The metrics that one process writes, by their short names. */
export type Metrics<Process extends ProcessName> = {
  [Key in keyof MetricTable as Process extends MetricTable[Key]["by"][number] ? Key : never]: MetricOf<
    MetricTable[Key]
  >;
};

export type GatewayMetrics = Metrics<"gateway">;
export type WorkerMetrics = Metrics<"workers">;

function createMetric(entry: MetricEntry, registry: Registry): Counter | Gauge | Histogram {
  const options = { name: entry.name, help: entry.help, labelNames: [...entry.labels], registers: [registry] };
  if (entry.type === "counter") return new Counter(options);
  if (entry.type === "gauge") return new Gauge(options);
  return new Histogram({ ...options, buckets: [...(entry.buckets ?? secondsBuckets)] });
}

/**
 * Registers the metrics of one process, and Node's own (event-loop lag, heap, resident memory), in a registry of
 * their own.
 */
export function createMetrics<Process extends ProcessName>(
  process: Process,
): { registry: Registry; metrics: Metrics<Process> } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const own = Object.entries(metricTable).filter(([, entry]) => (entry.by as readonly string[]).includes(process));
  const metrics = Object.fromEntries(own.map(([key, entry]) => [key, createMetric(entry, registry)]));
  return { registry, metrics: metrics as Metrics<Process> };
}
