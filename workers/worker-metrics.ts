import { type MetricsOf, type MetricTable, secondsBuckets, sharedMetrics } from "#common/metrics.ts";

const bytesBuckets = [1_000, 10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 4_000_000];

/** The metrics of a worker. */
export const workerMetrics = {
  ...sharedMetrics,
  queueWaitSeconds: {
    type: "histogram",
    name: "m365_queue_wait_seconds",
    help: "Time from queueing a job to its first start",
    labels: ["workload"],
    buckets: secondsBuckets,
  },
  queueDepth: {
    type: "gauge",
    name: "m365_queue_depth",
    help: "Jobs in the queue, as every worker sees it",
    labels: ["workload", "state"],
  },
  redisMemoryBytes: {
    type: "gauge",
    name: "m365_redis_memory_bytes",
    help: "Memory of Redis, as every worker sees it: used, and the limit (maxmemory, 0: none)",
    labels: ["kind"],
  },
  redisClients: {
    type: "gauge",
    name: "m365_redis_clients",
    help: "Connections of Redis, as every worker sees it",
    labels: [],
  },
  workerSlots: {
    type: "gauge",
    name: "m365_worker_slots",
    help: "Jobs that this process can run concurrently, besides those of tenants with few jobs",
    labels: ["workload"],
  },
  workerJobsActive: {
    type: "gauge",
    name: "m365_worker_jobs_active",
    help: "Jobs that run in this process and have a slot",
    labels: ["workload"],
  },
  workerJobsWaiting: {
    type: "gauge",
    name: "m365_worker_jobs_waiting",
    help: "Jobs of this process that wait without a slot: for Microsoft, for a reader of documents, or for a slot",
    labels: ["workload"],
  },
  waitingRefused: {
    type: "counter",
    name: "m365_worker_waiting_refused_total",
    help: "Jobs ended because too many jobs of their person, their tenant or this process waited already",
    labels: ["workload", "scope"],
  },
  jobsStalled: {
    type: "counter",
    name: "m365_jobs_stalled_total",
    help: "Jobs taken over from a worker that stopped responding",
    labels: ["workload"],
  },
  readerSandbox: {
    type: "gauge",
    name: "m365_reader_sandbox",
    help: "1 for the sandbox that processes which read documents have: whole, without Landlock, or none",
    labels: ["sandbox"],
  },
  jobsGivenUp: {
    type: "counter",
    name: "m365_jobs_given_up_total",
    help: "Calls given up because both workers that ran them stopped responding",
    labels: ["tool"],
  },
  jobsExpired: {
    type: "counter",
    name: "m365_jobs_expired_total",
    help: "Jobs dropped unopened because their deadline had passed",
    labels: ["workload"],
  },
  graphRequestSeconds: {
    type: "histogram",
    name: "m365_graph_request_seconds",
    help: "Time of one attempt at a Graph request, to its last byte",
    labels: ["workload", "status"],
    buckets: secondsBuckets,
  },
  graphThrottled: {
    type: "counter",
    name: "m365_graph_throttled_total",
    help: "429 of Graph, by whose limit: `tenant` if Graph said so, else one of 16 groups of persons and mailboxes",
    labels: ["workload", "whose"],
  },
  graphRetryAfterSeconds: {
    type: "histogram",
    name: "m365_graph_retry_after_seconds",
    help: "Pauses that Graph requested",
    labels: ["workload"],
    buckets: [0.5, 1, 2, 5, 10, 30, 60, 120, 300],
  },
  graphRetries: {
    type: "counter",
    name: "m365_graph_retries_total",
    help: "Graph requests that were retried",
    labels: ["workload"],
  },
  graphRetriesRefused: {
    type: "counter",
    name: "m365_graph_retries_refused_total",
    help: "Graph requests not retried because too many requests of the last ten seconds were retries",
    labels: ["workload"],
  },
  graphHeldSeconds: {
    type: "histogram",
    name: "m365_graph_held_seconds",
    help: "Time that Graph requests waited for a pause, a rate limit or a free place",
    labels: ["workload", "reason"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
  breakerState: {
    type: "gauge",
    name: "m365_breaker_state",
    help: "State of a circuit breaker: 0 closed, 1 half-open, 2 open",
    labels: ["service"],
  },
  breakerTransitions: {
    type: "counter",
    name: "m365_breaker_transitions_total",
    help: "State changes of a circuit breaker",
    labels: ["service"],
  },
  oboExchangeSeconds: {
    type: "histogram",
    name: "m365_obo_exchange_seconds",
    help: "Time of an on-behalf-of exchange with Entra",
    labels: ["result"],
    buckets: secondsBuckets,
  },
  oboCache: {
    type: "counter",
    name: "m365_obo_cache_total",
    help: "Look-ups of exchanged tokens",
    labels: ["result"],
  },
  oboFailures: {
    type: "counter",
    name: "m365_obo_failures_total",
    help: "On-behalf-of exchanges that failed",
    labels: ["class"],
  },
  credentialExpiry: {
    type: "gauge",
    name: "m365_credential_expiry_timestamp_seconds",
    help: "When the connector's own secret, certificate or federated token expires, in Unix time; 0: it can't be read",
    labels: ["kind"],
  },
  resultBytes: {
    type: "histogram",
    name: "m365_result_bytes",
    help: "Size of a tool's output",
    labels: ["tool"],
    buckets: bytesBuckets,
  },
  extractSeconds: {
    type: "histogram",
    name: "m365_extract_seconds",
    help: "Time to extract text from a document",
    labels: ["format"],
    buckets: secondsBuckets,
  },
  extractRefusals: {
    type: "counter",
    name: "m365_extract_refusals_total",
    help: "Documents that were refused",
    labels: ["reason"],
  },
} as const satisfies MetricTable;

export type WorkerMetrics = MetricsOf<typeof workerMetrics>;
