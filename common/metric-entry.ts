export type ProcessName = "gateway" | "workers";

export interface MetricEntry {
  type: "counter" | "gauge" | "histogram";
  name: `m365_${string}`;
  help: string;
  labels: readonly string[];
  buckets?: readonly number[];
  by: readonly ProcessName[];
}

/** Bounds in seconds: from a cached answer to the longest call that is allowed. */
export const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60];
