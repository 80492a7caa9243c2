import { type Job, Worker } from "bullmq";
import { describeError, type Logger } from "#common/logger.ts";
import { createOncePerWindow } from "#common/once-per-window.ts";
import { keyPrefix, queueName } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { isRedisAway } from "#common/queue/redis-outage.ts";
import type { Workload } from "#common/workload.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import type { JobRunner } from "./job-runner.ts";

/**
 * A BullMQ Worker fetches its jobs one by one before it starts any, so a burst is served sooner by several of them:
 * measured, 4 × 16 beat 1 × 64.
 */
const slotsPerWorker = 16;

/** A killed worker's job runs again after about 6 s; harmless, since tools only read. */
const stallOptions = { lockDuration: 5_000, stalledInterval: 2_000, maxStalledCount: 1 };

/**
 * A new job wakes one of those that wait for it, and that one may be frozen or cut off. So everybody looks by themselves
 * this often: well before a call is refused because no worker took it.
 */
const lookEachSeconds = 1;

/** After a lost connection. BullMQ's own 15 s keep a worker idle long after a failover is over. */
const fetchAgainAfterMs = 500;

/** A queue in trouble says so this often, or there could be hundreds of lines a second. */
const troubleEveryMs = 10_000;

export interface ToolWorkers {
  /** Takes no more jobs and waits for the running ones. */
  close(): Promise<void>;
  isRunning(): boolean;
}

/** Splits slots over as many BullMQ Workers as needed, evenly: 50 becomes 13, 13, 12, 12. */
export function splitSlots(slots: number): number[] {
  const workers = Math.ceil(slots / slotsPerWorker);
  return Array.from({ length: workers }, (_, index) => Math.floor((slots + workers - 1 - index) / workers));
}

/** Serves the queues of the given workloads with `slots` jobs at once each. */
export function startToolWorkers(options: {
  redis: RedisConnection;
  workloads: readonly Workload[];
  slots: number;
  runner: JobRunner;
  metrics: WorkerMetrics;
  logger: Logger;
}): ToolWorkers {
  const { redis, workloads, slots, runner, metrics, logger } = options;

  const troubles = createOncePerWindow(troubleEveryMs);

  function startWorker(workload: Workload, concurrency: number): Worker {
    const found = (job: Job) => ({ id: job.id, data: job.data, run: job.attemptsStarted, workload });
    const worker = new Worker(
      queueName(workload),
      async (job) => {
        metrics.workerJobsActive.inc({ workload });
        await runner.run(found(job));
        metrics.workerJobsActive.dec({ workload });
      },
      {
        connection: redis,
        prefix: keyPrefix,
        concurrency,
        ...stallOptions,
        drainDelay: lookEachSeconds,
        runRetryDelay: fetchAgainAfterMs,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      },
    );
    worker.on("stalled", () => metrics.jobsStalled.inc({ workload }));
    worker.on("failed", (job) => {
      if (job !== undefined) void runner.giveUp(found(job));
    });
    worker.on("lockRenewalFailed", (requestIds) => {
      for (const requestId of requestIds) runner.abort(requestId);
    });
    worker.on("error", (error) => {
      if (isRedisAway(error)) logger.debug({ workload, ...describeError(error) }, "the queue waits for Redis");
      else if (troubles.take(workload)) logger.warn({ workload, ...describeError(error) }, "queue trouble");
    });
    return worker;
  }

  const workers = workloads.flatMap((workload) => {
    metrics.workerSlots.set({ workload }, slots);
    metrics.workerJobsActive.set({ workload }, 0);
    return splitSlots(slots).map((concurrency) => startWorker(workload, concurrency));
  });

  return {
    isRunning: () => workers.every((worker) => worker.isRunning()),
    close: async () => void (await Promise.all(workers.map((worker) => worker.close()))),
  };
}
