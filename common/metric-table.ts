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
