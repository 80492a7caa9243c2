import { type Job, Queue, QueueKeys, WaitingError } from "bullmq";
import { keyPrefix, queueName, scoresPerPriority } from "#common/queue/protocol.ts";
import { askNodeWithKeys, type RedisConnection } from "#common/queue/redis.ts";
import { infoValue } from "#common/queue/redis-health.ts";
import type { Workload } from "#common/workload.ts";
import type { WorkloadSlots } from "#workers/slots/workload-slots.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { FetchingWorker, fetchJobs, lookForQuietTenants } from "./fetch-jobs.ts";

/** A job as BullMQ delivers it. */
export interface FoundJob {
  id: string | undefined;
  data: unknown;
  /** 1 for the first start, and one more each time another worker takes it over. */
  runNumber: number;
  workload: Workload;
}

export interface QueueHandlers {
  /** Runs a job and must not reject. `later`: it did nothing with the job, which is put back for another worker. */
  onJob(found: FoundJob): Promise<"done" | "later">;
  /** The job ended without an answer: every worker that started it stopped responding. */
  onGivenUp(found: FoundJob): void;
  /** The worker that ran a job stopped responding; the job runs again. */
  onStalled(): void;
  /** Hears that this process has lost the lock of a job that it runs: another worker may run it now. */
  onLockLost(requestId: string): void;
  onError(error: Error): void;
}

/**
 * A killed worker's job runs again after about 6 s; harmless, since tools only read. One that loses that worker too may
 * be what ended both, and is given up.
 */
const stallOptions = { lockDuration: 5_000, lockRenewTime: 1_000, stalledInterval: 2_000, maxStalledCount: 1 };

/**
 * A new job wakes one of the waiting workers, which may be frozen or disconnected. So each worker also polls, often
 * enough to find the job before its call is refused because no worker took it.
 */
const pollSeconds = 1;

/** Pause after a lost connection. BullMQ's own 15 s keep a worker idle long after a failover is over. */
const fetchAgainAfterMs = 500;

/**
 * The workers' side of BullMQ: runs the jobs of a workload for which there are slots. What stays of a job in Redis when
 * it ends, the job says. One BullMQ worker serves any number of slots, so there is one connection that waits for jobs.
 */
export function serveQueue(
  redis: RedisConnection,
  { workload, slots }: { workload: Workload; slots: WorkloadSlots },
  handlers: QueueHandlers,
) {
  const found = ({ id, data, attemptsStarted: runNumber }: Job): FoundJob => ({ id, data, runNumber, workload });
  async function process(job: Job, token?: string): Promise<void> {
    if ((await handlers.onJob(found(job))) === "done") return;
    await job.moveToWait(token);
    throw new WaitingError();
  }
  const worker = new FetchingWorker(queueName(workload), process, {
    connection: redis,
    prefix: keyPrefix,
    ...stallOptions,
    autorun: false,
    drainDelay: pollSeconds,
    runRetryDelay: fetchAgainAfterMs,
  });
  worker.on("stalled", handlers.onStalled);
  worker.on("failed", (job) => {
    if (job !== undefined) handlers.onGivenUp(found(job));
  });
  worker.on("lockRenewalFailed", (ids) => {
    for (const id of ids) handlers.onLockLost(id);
  });
  worker.on("error", handlers.onError);
  const waiting = new QueueKeys(keyPrefix).toKey(queueName(workload), "prioritized");
  const beyondQuiet = `(${(slots.quietTenantPriority + 1) * scoresPerPriority}`;
  /**
   * Whether a job waits whose tenant has few calls in flight, by its priority. One command, which takes the same time
   * however many jobs wait: it is asked every 10 ms while all slots are taken.
   */
  const hasQuietTenants = async () => (await redis.zcount(waiting, "-inf", beyondQuiet)) > 0;
  worker.serve((closing) => {
    const options = { slots: slots.pool, closing, againAfterMs: fetchAgainAfterMs };
    return Promise.all([fetchJobs(worker, options), lookForQuietTenants(worker, { ...options, hasQuietTenants })]);
  });
  return {
    isRunning: () => worker.isRunning(),
    /** Fetches no jobs, or fetches them again. The running ones go on. One that is being fetched still comes. */
    setPaused: slots.pool.setPaused,
    /** Accepts no more jobs and waits for the running ones. */
    close: () => worker.close(),
  };
}

/** Sets the metrics of the queues' depth and of Redis itself. Rejects when Redis does not answer. */
export function createRedisMeasurements(parts: {
  redis: RedisConnection;
  workloads: readonly Workload[];
  metrics: WorkerMetrics;
}): () => Promise<void> {
  const { redis, workloads, metrics } = parts;
  const options = { connection: redis, prefix: keyPrefix, streams: { events: { maxLen: 0 } } };
  const queues = workloads.map((workload) => ({ workload, queue: new Queue(queueName(workload), options) }));

  return async function measure() {
    for (const { workload, queue } of queues) {
      const { wait = 0, prioritized = 0, active = 0 } = await queue.getJobCounts("wait", "prioritized", "active");
      metrics.queueDepth.set({ workload, state: "wait" }, wait + prioritized);
      metrics.queueDepth.set({ workload, state: "active" }, active);
    }
    const info = String(await askNodeWithKeys(redis, (pipeline) => pipeline.info()));
    const value = (name: string) => Number(infoValue(info, name) ?? Number.NaN);
    metrics.redisMemoryBytes.set({ kind: "used" }, value("used_memory"));
    metrics.redisMemoryBytes.set({ kind: "limit" }, value("maxmemory"));
    metrics.redisClients.set(value("connected_clients"));
  };
}
