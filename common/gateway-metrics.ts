import { type MetricEntry, secondsBuckets } from "./metric-entry.ts";

/** What a gateway writes; `framesRejected` and `redisRoundTripSeconds` a worker too. */
export const gatewayMetrics = {
  toolCallSeconds: {
    type: "histogram",
    name: "m365_tool_call_seconds",
    help: "Time from a tools/call to its answer",
    labels: ["tool", "outcome"],
    buckets: secondsBuckets,
    by: ["gateway"],
  },
  toolCallsInFlight: {
    type: "gauge",
    name: "m365_tool_calls_in_flight",
    help: "Tool calls that wait for an answer now",
    labels: ["tool"],
    by: ["gateway"],
  },
  shed: {
    type: "counter",
    name: "m365_shed_total",
    help: "Tool calls refused before they were queued",
    labels: ["reason"],
    by: ["gateway"],
  },
  authRefusals: {
    type: "counter",
    name: "m365_auth_refusals_total",
    help: "Requests refused by authentication, by the organisation gate, or for how they came",
    labels: ["reason"],
    by: ["gateway"],
  },
  challenges: {
    type: "counter",
    name: "m365_challenges_total",
    help: "Challenges sent to clients",
    labels: ["kind"],
    by: ["gateway"],
  },
  oauthShimRequests: {
    type: "counter",
    name: "m365_oauth_shim_requests_total",
    help: "Requests to the OAuth shim's endpoints, by how they ended",
    labels: ["endpoint", "outcome"],
    by: ["gateway"],
  },
  framesRejected: {
    type: "counter",
    name: "m365_frames_rejected_total",
    help: "Jobs and reply frames that were not authentic, repeated or for nobody",
    labels: ["reason"],
    by: ["gateway", "workers"],
  },
  redisRoundTripSeconds: {
    type: "histogram",
    name: "m365_redis_round_trip_seconds",
    help: "Time from a command to Redis' answer, as this process sees it, network included",
    labels: [],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5],
    by: ["gateway", "workers"],
  },
  auditFailures: {
    type: "counter",
    name: "m365_audit_failures_total",
    help: "Audit lines that could not be written when they were due; calls are refused meanwhile",
    labels: [],
    by: ["gateway"],
  },
  tenants: {
    type: "gauge",
    name: "m365_tenants",
    help: "Tenants in the tenants file that is in force",
    labels: ["state"],
    by: ["gateway"],
  },
  tenantsFileBroken: {
    type: "gauge",
    name: "m365_tenants_file_broken",
    help: "1 while the tenants file is broken and the last good one is in force",
    labels: [],
    by: ["gateway"],
  },
} as const satisfies Record<string, MetricEntry>;
