import { randomUUID } from "node:crypto";
import { type Call, nameOfCall } from "#common/call.ts";
import { internalError, ToolError } from "#common/errors.ts";
import { describeError, type Logger } from "#common/logger.ts";
import { createOncePerWindow } from "#common/once-per-window.ts";
import type { EndMessages, OffBoardingMessages } from "#common/queue/end-messages.ts";
import { endChannel, type Reject } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { isRedisUnavailable, logLevelFor } from "#common/queue/redis-outage.ts";
import type { ClockWatch, RedisTime } from "#common/queue/redis-time.ts";
import type { SealingKeys } from "#common/settings.ts";
import { catalog } from "#common/tools/catalog.ts";
import type { Workload } from "#common/workload.ts";
import { type Run, type RunCall, WorkerStoppingError } from "#workers/run.ts";
import type { RunSlot } from "#workers/slots/run-slot.ts";
import type { WorkloadSlots } from "#workers/slots/workload-slots.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { type FoundJob, type QueueHandlers, serveQueue } from "./bullmq-queues.ts";
import { openJob, type ReplayGuard } from "./open-job.ts";
import { createReplyWriter } from "./reply-writer.ts";

interface JobRunnerDependencies {
  keys: SealingKeys;
  redis: RedisConnection;
  redisTime: RedisTime;
  runCall: RunCall;
  slotsOf(workload: Workload): Pick<WorkloadSlots, "slotFor">;
  replayGuard: ReplayGuard;
  metrics: WorkerMetrics;
  reject: Reject;
  logger: Logger;
}

/** An opened job, and the controller that stops its run. */
interface Opened {
  run: Run;
  slot: RunSlot;
  isLate: boolean;
  controller: AbortController;
}

const tooLate = () =>
  new ToolError("unavailable", "No worker was free in time. Try again in a few seconds.", { retryAfterSeconds: 2 });

const offBoarded = () =>
  new ToolError(
    "permission_missing",
    "Your organisation was removed from this connector, or suspended, while the call ran: ask the operator of the " +
      "connector to enable it again.",
  );

/** Opens jobs and runs their calls; every failure of a job ends here. */
export function createJobRunner(dependencies: JobRunnerDependencies) {
  const { keys, redis, redisTime, runCall, slotsOf, replayGuard, metrics, reject, logger } = dependencies;
  const running = new Map<string, Set<AbortController>>();
  const tenantOf = new WeakMap<AbortController, string>();

  /** Stops the runs of a request whose lock this process has lost; another worker may have it now. */
  function abort(requestId: string): void {
    for (const controller of running.get(requestId) ?? []) controller.abort();
  }

  const allRuns = () => [...running.values()].flatMap((controllers) => [...controllers]);

  function open(found: FoundJob): Opened | undefined {
    const controller = new AbortController();
    const opened = openJob(found, {
      keys,
      redisNow: redisTime.now,
      signal: controller.signal,
      slotFor: (owner, bytes) => slotsOf(found.workload).slotFor({ owner, bytes, signal: controller.signal }),
      replyTo: (call, address) =>
        createReplyWriter(call, address, {
          redis,
          onGatewayGone: () => controller.abort(),
          onAnswered: () => replayGuard.markEnded(call.requestId),
        }),
    });
    if (!("refusal" in opened)) return { ...opened, controller };
    if (opened.refusal === "expired") metrics.jobsExpired.inc({ workload: found.workload });
    else reject(`job_${opened.refusal}`, found.id);
    return undefined;
  }

  /** Lets the deadline and what stops runs stop the call, until the returned function is called. */
  function watch({ requestId, caller, deadlineMs }: Call, controller: AbortController): () => void {
    tenantOf.set(controller, caller.tenantId);
    const siblings = running.get(requestId) ?? new Set();
    running.set(requestId, siblings.add(controller));
    const timer = setTimeout(() => controller.abort(), deadlineMs - redisTime.now());
    return () => {
      clearTimeout(timer);
      siblings.delete(controller);
      if (siblings.size === 0) running.delete(requestId);
    };
  }

  async function runOpened({ run, slot, isLate, controller }: Opened, { workload }: FoundJob): Promise<void> {
    const { queueWaitMs } = run;
    if (queueWaitMs !== undefined) metrics.queueWaitSeconds.observe({ workload }, queueWaitMs / 1_000);
    if (isLate) return await run.reply.error(tooLate(), { queueWaitMs });
    const unwatch = watch(run.call, controller);
    try {
      // A call that is over by then has nothing sent for it; whoever still waits for its answer gets one.
      await slot.start().catch(() => undefined);
      await runCall(run);
    } finally {
      slot.end();
      unwatch();
    }
  }

  async function guarded(found: FoundJob, task: (opened: Opened) => Promise<void>): Promise<void> {
    let requestId: string | undefined;
    try {
      const opened = open(found);
      requestId = opened?.run.call.requestId;
      if (opened !== undefined) await task(opened);
    } catch (error) {
      const level = logLevelFor(error);
      logger[level]({ requestId, workload: found.workload, ...describeError(error) }, "a job ended without an answer");
    }
  }

  return {
    /** Runs a job to its end. Never rejects and returns nothing: BullMQ would write either into Redis, in clear. */
    run: (found: FoundJob) =>
      guarded(found, async (opened) => {
        const { requestId } = opened.run.call;
        const verdict = replayGuard.admit(requestId, found.runNumber);
        if (verdict !== "admitted") return reject(`job_${verdict}`, requestId);
        await runOpened(opened, found);
      }),
    /**
     * Tells the caller that the job was given up, because every worker that ran it stopped responding. It may be what
     * ended them: nobody should try it again.
     */
    giveUp: (found: FoundJob) =>
      guarded({ ...found, runNumber: found.runNumber + 1 }, async ({ run }) => {
        const { requestId } = run.call;
        const referenceId = randomUUID();
        const tool = nameOfCall(run.call);
        metrics.jobsGivenUp.inc({ tool });
        logger.error(
          { referenceId, requestId, tool },
          "a call is given up: both workers that ran it stopped responding",
        );
        await run.reply.error(internalError(referenceId));
      }),
    /** Stops the runs of a request, and refuses it from now on. */
    end(requestId: string) {
      replayGuard.markEnded(requestId);
      abort(requestId);
    },
    abort,
    /** Stops the runs of a tenant that may no longer call, and tells their callers. Returns how many. */
    endCallsOf(tenantId: string) {
      const theirs = allRuns().filter((controller) => tenantOf.get(controller) === tenantId);
      for (const controller of theirs) controller.abort(offBoarded());
      return theirs.length;
    },
    /** Stops every run, because this process ends: their callers are asked to try again. */
    abortAll() {
      const reason = new WorkerStoppingError();
      for (const controller of allRuns()) controller.abort(reason);
    },
  };
}

/** Time in which a queue has one log line at most. It can fail hundreds of times a second. */
const logWindowMs = 10_000;

/**
 * Serves the queues of the given workloads, each with its slots. While Redis' time can't be relied on, no job starts:
 * one that still comes is for another worker.
 */
export function startToolWorkers(options: {
  redis: RedisConnection;
  workloads: readonly Workload[];
  slotsOf(workload: Workload): WorkloadSlots;
  runner: Pick<ReturnType<typeof createJobRunner>, "run" | "giveUp" | "abort">;
  clock: Pick<ClockWatch, "follow">;
  metrics: WorkerMetrics;
  logger: Logger;
}) {
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

/**
 * Listens for end-of-request and off-boarding messages, and accepts only those that a gateway wrote. They are not
 * stored. A lost one is harmless: the deadline ends the run, and an off-boarding is told again.
 */
export async function listenForEnds(options: {
  listener: RedisConnection;
  endMessages: EndMessages;
  offBoardingMessages: Pick<OffBoardingMessages, "isOne" | "read">;
  onEnd: (requestId: string) => void;
  onOffBoarding: (tenantIds: readonly string[]) => void;
  onForged: () => void;
}): Promise<void> {
  const { listener, endMessages, offBoardingMessages, onEnd, onOffBoarding, onForged } = options;

  function hearOffBoarding(message: string): void {
    const tenantIds = offBoardingMessages.read(message);
    if (tenantIds === undefined) onForged();
    else if (tenantIds.length > 0) onOffBoarding(tenantIds);
  }

  listener.on("smessage", (channel: string, message: string) => {
    if (channel !== endChannel) return;
    if (offBoardingMessages.isOne(message)) return hearOffBoarding(message);
    const requestIds = endMessages.read(message);
    if (requestIds.length === 0) onForged();
    for (const requestId of requestIds) onEnd(requestId);
  });
  await listener.ssubscribe(endChannel);
}
