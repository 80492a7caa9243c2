import type { MetricTable } from "./metric-table.ts";

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
