import { describeError, type Logger } from "#common/logger.ts";
import { createOncePerWindow } from "#common/once-per-window.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { isRedisUnavailable } from "#common/queue/redis-outage.ts";
import { catalog } from "#common/tools/catalog.ts";
import type { Workload } from "#common/workload.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { type QueueHandlers, type ServedQueue, serveQueue } from "./bullmq-queues.ts";
import type { JobRunner } from "./job-runner.ts";
import { createLoneJobs } from "./lone-jobs.ts";

/**
 * A BullMQ Worker fetches its jobs one by one before it starts any, so a burst is served sooner by several of them:
 * measured, 4 × 16 beat 1 × 64.
 */
const slotsPerWorker = 16;

/** At most one log line per queue in this time. A queue can fail hundreds of times a second. */
const logWindowMs = 10_000;

/** Splits slots over as many BullMQ Workers as needed, evenly: 50 becomes 13, 13, 12, 12. */
export function splitSlots(slots: number): number[] {
  const workers = Math.ceil(slots / slotsPerWorker);
  return Array.from({ length: workers }, (_, index) => Math.floor((slots + workers - 1 - index) / workers));
}

/**
 * Serves the queues of the given workloads with `slots` jobs at once each. A job that is suspected of having held up
 * another worker runs alone: it waits for those that run here, and meanwhile other workers get the new ones.
 */
export function startToolWorkers(options: {
  redis: RedisConnection;
  workloads: readonly Workload[];
  slots: number;
  runner: Pick<JobRunner, "run" | "giveUp" | "abort">;
  metrics: WorkerMetrics;
  logger: Logger;
}): Omit<ServedQueue, "setPaused"> {
  const { redis, workloads, slots, runner, metrics, logger } = options;
  const logged = createOncePerWindow(logWindowMs);

  const handlersOf = (workload: Workload): QueueHandlers => ({
    async onJob(found) {
      if (found.suspicion === undefined && loneJobs.isClosed()) return "later";
      const run = found.suspicion === undefined ? loneJobs.beside : loneJobs.alone;
      metrics.workerJobsActive.inc({ workload });
      await run(() => runner.run(found));
      metrics.workerJobsActive.dec({ workload });
      return "done";
    },
    onGivenUp: (found) => void runner.giveUp(found),
    onStalled: () => metrics.jobsStalled.inc({ workload }),
    onLockLost: runner.abort,
    onError(error) {
      if (isRedisUnavailable(error)) logger.debug({ workload, ...describeError(error) }, "the queue waits for Redis");
      else if (logged.isFirst(workload)) logger.warn({ workload, ...describeError(error) }, "queue trouble");
    },
  });

  // Prometheus must see a counter's zero to notice its first event.
  for (const { name } of catalog) metrics.watchdogSuspects.inc({ tool: name }, 0);
  const served = workloads.flatMap((workload) => {
    metrics.workerSlots.set({ workload }, slots);
    metrics.workerJobsActive.set({ workload }, 0);
    const handlers = handlersOf(workload);
    return splitSlots(slots).map((concurrency) => serveQueue(redis, { workload, concurrency }, handlers));
  });

  const loneJobs = createLoneJobs((isClosed) => {
    for (const queue of served) queue.setPaused(isClosed);
  });

  return {
    isRunning: () => served.every((queue) => queue.isRunning()),
    close: async () => void (await Promise.all(served.map((queue) => queue.close()))),
  };
}
