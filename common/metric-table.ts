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
const bytesBuckets = [1_000, 10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 4_000_000];

/**
 * Every metric that this product has, in one table. Labels are closed sets: never a tenant, user, path or id.
 * `by` says which process writes it; a process registers only its own.
 */
export const metricTable = {
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
    help: "Requests refused by authentication or by the organisation gate",
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
  framesRejected: {
    type: "counter",
    name: "m365_frames_rejected_total",
    help: "Jobs and reply frames that were not authentic, repeated or for nobody",
    labels: ["reason"],
    by: ["gateway", "workers"],
  },
  auditFailures: {
    type: "counter",
    name: "m365_audit_failures_total",
    help: "Audit lines that could not be written",
    labels: [],
    by: ["gateway"],
  },
  queueWaitSeconds: {
    type: "histogram",
    name: "m365_queue_wait_seconds",
    help: "Time from queueing a job to its first start",
    labels: ["workload"],
    buckets: secondsBuckets,
    by: ["workers"],
  },
  queueDepth: {
    type: "gauge",
    name: "m365_queue_depth",
    help: "Jobs in the queue, as every worker sees it",
    labels: ["workload", "state"],
    by: ["workers"],
  },
  workerSlots: {
    type: "gauge",
    name: "m365_worker_slots",
    help: "Jobs that this process can run at once",
    labels: ["workload"],
    by: ["workers"],
  },
  workerJobsActive: {
    type: "gauge",
    name: "m365_worker_jobs_active",
    help: "Jobs that run in this process now",
    labels: ["workload"],
    by: ["workers"],
  },
  jobsStalled: {
    type: "counter",
    name: "m365_jobs_stalled_total",
    help: "Jobs taken over from a worker that went silent",
    labels: ["workload"],
    by: ["workers"],
  },
  jobsExpired: {
    type: "counter",
    name: "m365_jobs_expired_total",
    help: "Jobs dropped unopened because nobody waits for them any more",
    labels: ["workload"],
    by: ["workers"],
  },
  graphRequestSeconds: {
    type: "histogram",
    name: "m365_graph_request_seconds",
    help: "Time of one attempt at a Graph request, to its last byte",
    labels: ["workload", "status"],
    buckets: secondsBuckets,
    by: ["workers"],
  },
  graphRetryAfterSeconds: {
    type: "histogram",
    name: "m365_graph_retry_after_seconds",
    help: "Pauses that Graph asked for",
    labels: ["workload"],
    buckets: [0.5, 1, 2, 5, 10, 30, 60, 120, 300],
    by: ["workers"],
  },
  graphRetries: {
    type: "counter",
    name: "m365_graph_retries_total",
    help: "Graph requests that were tried again",
    labels: ["workload"],
    by: ["workers"],
  },
  breakerState: {
    type: "gauge",
    name: "m365_breaker_state",
    help: "0 closed, 1 half-open, 2 open",
    labels: ["service"],
    by: ["workers"],
  },
  breakerTransitions: {
    type: "counter",
    name: "m365_breaker_transitions_total",
    help: "Times that a breaker changed its state",
    labels: ["service"],
    by: ["workers"],
  },
  oboExchangeSeconds: {
    type: "histogram",
    name: "m365_obo_exchange_seconds",
    help: "Time of an on-behalf-of exchange with Entra",
    labels: ["result"],
    buckets: secondsBuckets,
    by: ["workers"],
  },
  oboCache: {
    type: "counter",
    name: "m365_obo_cache_total",
    help: "Look-ups of exchanged tokens",
    labels: ["result"],
    by: ["workers"],
  },
  oboFailures: {
    type: "counter",
    name: "m365_obo_failures_total",
    help: "On-behalf-of exchanges that failed",
    labels: ["class"],
    by: ["workers"],
  },
  resultBytes: {
    type: "histogram",
    name: "m365_result_bytes",
    help: "Size of a tool's output",
    labels: ["tool"],
    buckets: bytesBuckets,
    by: ["workers"],
  },
  extractSeconds: {
    type: "histogram",
    name: "m365_extract_seconds",
    help: "Time of extracting text from a document",
    labels: ["format"],
    buckets: secondsBuckets,
    by: ["workers"],
  },
  extractRefusals: {
    type: "counter",
    name: "m365_extract_refusals_total",
    help: "Documents that were refused",
    labels: ["reason"],
    by: ["workers"],
  },
} as const satisfies Record<string, MetricEntry>;
