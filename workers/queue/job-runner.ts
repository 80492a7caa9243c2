import { ToolError } from "#common/errors.ts";
import { describeError, type Logger } from "#common/logger.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { levelOfTrouble } from "#common/queue/redis-outage.ts";
import type { RedisTime } from "#common/queue/redis-time.ts";
import type { SealingKeys } from "#common/settings.ts";
import type { Workload } from "#common/workload.ts";
import { WorkerStoppingError } from "#workers/run-ends.ts";
import type { RunTool, ToolReply } from "#workers/run-tool.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { type OpenedJob, openJob } from "./open-job.ts";
import type { ReplayGuard } from "./replay-guard.ts";
import { createReplyWriter } from "./reply-writer.ts";

/** A job as BullMQ found it. */
export interface FoundJob {
  id: string | undefined;
  data: unknown;
  /** 1 for the first start, one more for each time that it was taken over. */
  run: number;
  workload: Workload;
}

export interface JobRunner {
  /** Runs a job to its end. Never rejects and returns nothing: BullMQ would write either into Redis, in clear. */
  run(found: FoundJob): Promise<void>;
  /** Tells the caller that the job was given up, because every worker that ran it went silent. */
  giveUp(found: FoundJob): Promise<void>;
  /** Stops the runs of a request, and refuses it from now on. */
  end(requestId: string): void;
  /** Stops the runs of a request whose lock this process has lost; another worker may have it now. */
  abort(requestId: string): void;
  /** Stops every run, because this process ends: their callers are told to come back. */
  abortAll(): void;
}

export interface JobRunnerDependencies {
  keys: SealingKeys;
  redis: RedisConnection;
  redisTime: RedisTime;
  runTool: RunTool;
  replayGuard: ReplayGuard;
  metrics: WorkerMetrics;
  logger: Logger;
}

/** Opens jobs, runs their tools and writes the answer; all that goes wrong with a job ends here. */
export function createJobRunner(dependencies: JobRunnerDependencies): JobRunner {
  const { keys, redis, redisTime, runTool, replayGuard, metrics, logger } = dependencies;
  const running = new Map<string, Set<AbortController>>();

  function abort(requestId: string): void {
    for (const controller of running.get(requestId) ?? []) controller.abort();
  }

  function open(found: FoundJob): OpenedJob | undefined {
    const opened = openJob(keys, { id: found.id, data: found.data, now: redisTime.now() });
    if (!("refusal" in opened)) return opened;
    if (opened.refusal === "expired") metrics.jobsExpired.inc({ workload: found.workload });
    else metrics.framesRejected.inc({ reason: `job_${opened.refusal}` });
    return undefined;
  }

  function replyWriter({ job, secret, envelope }: OpenedJob, run: number): ToolReply {
    const { requestId, gatewayId, tool } = job;
    const owner = { requestId, tenantId: secret.caller.tenantId, userId: secret.caller.userId, tool };
    return createReplyWriter({ redis, envelope, gatewayId, owner, run });
  }

  async function runOpened(opened: OpenedJob, found: FoundJob): Promise<void> {
    const { job, secret } = opened;
    const now = redisTime.now();
    const reply = replyWriter(opened, found.run);
    const queueWaitMs = found.run === 1 ? Math.max(0, now - secret.queuedAt) : undefined;
    if (queueWaitMs !== undefined) metrics.queueWaitSeconds.observe({ workload: found.workload }, queueWaitMs / 1_000);
    if (found.run === 1 && now > secret.startBy) {
      const message = "No worker was free in time. Try again in a few seconds.";
      return await reply.error(new ToolError("unavailable", message, { retryAfterSeconds: 2 }), { queueWaitMs });
    }
    const controller = new AbortController();
    const siblings = running.get(job.requestId) ?? new Set();
    running.set(job.requestId, siblings.add(controller));
    const timer = setTimeout(() => controller.abort(), job.expiresAt - now);
    try {
      const deadlineMs = job.expiresAt - redisTime.offsetMs();
      await runTool({
        requestId: job.requestId,
        tool: job.tool,
        number: found.run,
        ...secret,
        queueWaitMs,
        deadlineMs,
        signal: controller.signal,
        reply,
      });
    } finally {
      clearTimeout(timer);
      siblings.delete(controller);
      if (siblings.size === 0) running.delete(job.requestId);
    }
  }

  async function guarded(found: FoundJob, task: (opened: OpenedJob) => Promise<void>): Promise<void> {
    let requestId: string | undefined;
    try {
      const opened = open(found);
      requestId = opened?.job.requestId;
      if (opened !== undefined) await task(opened);
    } catch (error) {
      const level = levelOfTrouble(error);
      logger[level]({ requestId, workload: found.workload, ...describeError(error) }, "a job ended without an answer");
    }
  }

  return {
    run: (found) =>
      guarded(found, async (opened) => {
        const verdict = replayGuard.admit(opened.job.requestId, found.run);
        if (verdict === "admitted") await runOpened(opened, found);
        else metrics.framesRejected.inc({ reason: `job_${verdict}` });
      }),
    giveUp: (found) =>
      guarded(found, (opened) => {
        const message = "The workers that ran this call stopped. Try again; if it fails again, ask your operator.";
        return replyWriter(opened, found.run + 1).error(
          new ToolError("unavailable", message, { retryAfterSeconds: 5 }),
        );
      }),
    end(requestId) {
      replayGuard.markOver(requestId);
      abort(requestId);
    },
    abort,
    abortAll() {
      const reason = new WorkerStoppingError();
      for (const controllers of running.values()) for (const controller of controllers) controller.abort(reason);
    },
  };
}
