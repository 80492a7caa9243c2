import { describeError, type Logger } from "#common/logger.ts";
import { createOncePerWindow } from "#common/once-per-window.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { isRedisUnavailable } from "#common/queue/redis-outage.ts";
import type { ClockWatch } from "#common/queue/redis-time.ts";
import { catalog } from "#common/tools/catalog.ts";
import type { Workload } from "#common/workload.ts";
import type { WorkloadSlots } from "#workers/slots/workload-slots.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { type FoundJob, type QueueHandlers, type ServedQueue, serveQueue } from "./bullmq-queues.ts";
import type { JobRunner } from "./job-runner.ts";

/** At most one log line per queue in this time. A queue can fail hundreds of times a second. */
const logWindowMs = 10_000;

/**
 * Serves the queues of the given workloads, each with its slots. While Redis' time can't be relied on, no job starts:
 * one that still comes is for another worker.
 */
export function startToolWorkers(options: {
  redis: RedisConnection;
  workloads: readonly Workload[];
  slotsOf(workload: Workload): WorkloadSlots;
  runner: Pick<JobRunner, "run" | "giveUp" | "abort">;
  clock: Pick<ClockWatch, "follow">;
  metrics: WorkerMetrics;
  logger: Logger;
}): Omit<ServedQueue, "setPaused"> {
  const { redis, workloads, slotsOf, runner, clock, metrics, logger } = options;
  const logged = createOncePerWindow(logWindowMs);

  async function onJob(found: FoundJob): Promise<"done" | "later"> {
    if (!isTimeRight) return "later";
    await runner.run(found);
    return "done";
  }

  const handlersOf = (workload: Workload): QueueHandlers => ({
    onJob,
    onGivenUp: (found) => void runner.giveUp(found),
    onStalled: () => metrics.jobsStalled.inc({ workload }),
    onLockLost: runner.abort,
    onError(error) {
      if (isRedisUnavailable(error)) logger.debug({ workload, ...describeError(error) }, "the queue waits for Redis");
      else if (logged.isFirst(workload)) logger.warn({ workload, ...describeError(error) }, "queue trouble");
    },
  });

  // Prometheus must see a counter's zero to notice its first event.
  for (const { name } of catalog) metrics.jobsGivenUp.inc({ tool: name }, 0);
  const served = workloads.map((workload) =>
    serveQueue(redis, { workload, slots: slotsOf(workload) }, handlersOf(workload)),
  );

  let isTimeRight = true;
  clock.follow((isRight) => {
    isTimeRight = isRight;
    for (const queue of served) queue.setPaused(!isRight);
  });

  return {
    isRunning: () => served.every((queue) => queue.isRunning()),
    close: async () => void (await Promise.all(served.map((queue) => queue.close()))),
  };
}
