import { describeError, type Logger } from "#common/logger.ts";
import { createOncePerWindow } from "#common/once-per-window.ts";
import type { ClockWatch } from "#common/queue/clock-watch.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { isRedisUnavailable } from "#common/queue/redis-outage.ts";
import { catalog } from "#common/tools/catalog.ts";
import type { Workload } from "#common/workload.ts";
import type { WorkloadSlots } from "#workers/slots/workload-slots.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { type FoundJob, type QueueHandlers, type ServedQueue, serveQueue } from "./bullmq-queues.ts";
import type { JobRunner } from "./job-runner.ts";
import { createLoneJobs, type LoneJobs } from "./lone-jobs.ts";

/** At most one log line per queue in this time. A queue can fail hundreds of times a second. */
const logWindowMs = 10_000;

/**
 * Runs each job beside the others, a suspect alone. While one runs alone or waits to, the jobs that still come are for
 * other workers.
 */
export async function runJob(
  found: FoundJob,
  { isClosed, alone, beside }: LoneJobs,
  run: JobRunner["run"],
): Promise<"done" | "later"> {
  if (found.suspicion === undefined && isClosed()) return "later";
  await (found.suspicion === undefined ? beside : alone)(() => run(found));
  return "done";
}

/**
 * Serves the queues of the given workloads, each with its slots. A job that is suspected of having held up another
 * worker runs alone: it waits for those that run here, and meanwhile other workers get the new ones. While Redis' time
 * can't be relied on, no job starts.
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

  const handlersOf = (workload: Workload): QueueHandlers => ({
    onJob: async (found) => (isTimeRight ? await runJob(found, loneJobs, runner.run) : "later"),
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
  const served = workloads.map((workload) =>
    serveQueue(redis, { workload, slots: slotsOf(workload) }, handlersOf(workload)),
  );

  let isTimeRight = true;
  let isClosed = false;
  function pauseOrServe(): void {
    for (const queue of served) queue.setPaused(isClosed || !isTimeRight);
  }
  const loneJobs = createLoneJobs((isNowClosed) => {
    isClosed = isNowClosed;
    pauseOrServe();
  });
  clock.follow((isRight) => {
    isTimeRight = isRight;
    pauseOrServe();
  });

  return {
    isRunning: () => served.every((queue) => queue.isRunning()),
    close: async () => void (await Promise.all(served.map((queue) => queue.close()))),
  };
}
