import { counter, gauge, histogram, type MetricsOf, type MetricTable, sharedMetrics } from "#common/metrics.ts";

const bytesBuckets = [1_000, 10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 4_000_000];

export const workerMetrics = {
  ...sharedMetrics,
  queueWaitSeconds: histogram("m365_queue_wait_seconds", "Time from queueing a job to its first start", ["workload"]),
  queueDepth: gauge("m365_queue_depth", "Jobs in the queue, as every worker sees it", ["workload", "state"]),
  redisMemoryBytes: gauge(
    "m365_redis_memory_bytes",
    "Memory of Redis, as every worker sees it: used, and the limit (maxmemory, 0: none)",
    ["kind"],
  ),
  redisClients: gauge("m365_redis_clients", "Connections of Redis, as every worker sees it", []),
  workerSlots: gauge(
    "m365_worker_slots",
    "Jobs that this process can run concurrently, besides those of tenants with few jobs",
    ["workload"],
  ),
  workerJobsActive: gauge("m365_worker_jobs_active", "Jobs that run in this process and have a slot", ["workload"]),
  workerJobsWaiting: gauge(
    "m365_worker_jobs_waiting",
    "Jobs of this process that wait without a slot: for Microsoft, for a reader of documents, or for a slot",
    ["workload"],
  ),
  waitingRefused: counter(
    "m365_worker_waiting_refused_total",
    "Jobs ended because too many jobs of their person, their tenant or this process waited already",
    ["workload", "scope"],
  ),
  jobsStalled: counter("m365_jobs_stalled_total", "Jobs taken over from a worker that stopped responding", [
    "workload",
  ]),
  readerSandbox: gauge(
    "m365_reader_sandbox",
    "1 for the sandbox that processes which read documents have: whole, without Landlock, or none",
    ["sandbox"],
  ),
  jobsGivenUp: counter(
    "m365_jobs_given_up_total",
    "Calls given up because both workers that ran them stopped responding",
    ["tool"],
  ),
  jobsExpired: counter("m365_jobs_expired_total", "Jobs dropped unopened because their deadline had passed", [
    "workload",
  ]),
  graphRequestSeconds: histogram(
    "m365_graph_request_seconds",
    "Time of one attempt at a Graph request, to its last byte",
    ["workload", "status"],
  ),
  graphThrottled: counter(
    "m365_graph_throttled_total",
    "429 of Graph, by whose limit: `tenant` if Graph said so, else one of 16 groups of persons and mailboxes",
    ["workload", "whose"],
  ),
  graphRetryAfterSeconds: histogram(
    "m365_graph_retry_after_seconds",
    "Pauses that Graph requested",
    ["workload"],
    [0.5, 1, 2, 5, 10, 30, 60, 120, 300],
  ),
  graphRetries: counter("m365_graph_retries_total", "Graph requests that were retried", ["workload"]),
  graphRetriesRefused: counter(
    "m365_graph_retries_refused_total",
    "Graph requests not retried because too many requests of the last ten seconds were retries",
    ["workload"],
  ),
  graphHeldSeconds: histogram(
    "m365_graph_held_seconds",
    "Time that Graph requests waited for a pause, a rate limit or a free place",
    ["workload", "reason"],
    [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  ),
  breakerState: gauge("m365_breaker_state", "State of a circuit breaker: 0 closed, 1 half-open, 2 open", ["service"]),
  breakerTransitions: counter("m365_breaker_transitions_total", "State changes of a circuit breaker", ["service"]),
  oboExchangeSeconds: histogram("m365_obo_exchange_seconds", "Time of an on-behalf-of exchange with Entra", ["result"]),
  oboCache: counter("m365_obo_cache_total", "Look-ups of exchanged tokens", ["result"]),
  oboFailures: counter("m365_obo_failures_total", "On-behalf-of exchanges that failed", ["class"]),
  credentialExpiry: gauge(
    "m365_credential_expiry_timestamp_seconds",
    "When the connector's own secret, certificate or federated token expires, in Unix time; 0: it can't be read",
    ["kind"],
  ),
  resultBytes: histogram("m365_result_bytes", "Size of a tool's output", ["tool"], bytesBuckets),
  extractSeconds: histogram("m365_extract_seconds", "Time to extract text from a document", ["format"]),
  extractRefusals: counter("m365_extract_refusals_total", "Documents that were refused", ["reason"]),
} as const satisfies MetricTable;

export type WorkerMetrics = MetricsOf<typeof workerMetrics>;
