import { ToolError } from "#common/errors.ts";
import { describeError, type Logger } from "#common/logger.ts";
import type { Progress } from "#common/progress.ts";
import { createEnvelope } from "#common/queue/envelope.ts";
import { levelOfTrouble } from "#common/queue/redis-outage.ts";
import type { RunReport } from "#common/queue/run-report.ts";
import type { SealingKeys } from "#common/settings.ts";
import type { ReplyInbox } from "./reply-inbox.ts";
import type { QueuedCall, ToolQueue } from "./tool-queue.ts";

/** The client went away or cancelled: there is nobody to answer. */
export class CallCancelledError extends Error {
  override name = "CallCancelledError";
}

export interface QueuedCallHooks {
  signal: AbortSignal;
  onSignedIn(): void;
  onProgress(progress: Progress): void;
  /** What the worker tells of its run, before the answer. */
  onReport?(report: RunReport): void;
}

/**
 * Queues a call, waits for its answer and leaves nothing of it behind, however it ends.
 * @returns the bytes of the output, in the chunks in which they came
 * Rejects with the worker's `ToolError`; with `unavailable` when no worker started it within `queueWaitMs` or Redis is
 * away; with `deadline_exceeded` after `callTimeoutMs`; with `CallCancelledError` when the signal aborts.
 */
export type RunQueued = (call: QueuedCall, hooks: QueuedCallHooks) => Promise<readonly Buffer[]>;

const queueAway = () =>
  new ToolError("unavailable", "The connector can't reach its queue. Try again in a few seconds.", {
    retryAfterSeconds: 3,
  });

const noWorker = () =>
  new ToolError("unavailable", "No worker was free to take the call. Try again in a few seconds.", {
    retryAfterSeconds: 2,
  });

const tooLate = (callTimeoutMs: number) =>
  new ToolError(
    "deadline_exceeded",
    `Microsoft 365 did not answer within ${callTimeoutMs / 1_000} seconds. Ask for less (fewer results, a shorter period) or try again.`,
  );

/** A job that is gone may have ended a moment ago, and what its worker said may not have been read yet. */
const unreadFramesMs = 250;

export function createRunQueued(dependencies: {
  queue: ToolQueue;
  inbox: ReplyInbox;
  keys: SealingKeys;
  logger: Logger;
}): RunQueued {
  const { queue, inbox, keys, logger } = dependencies;

  /** What could not be cleaned up now ends by its expiry. */
  const leaveToExpiry = (requestId: string) => (error: unknown) =>
    logger[levelOfTrouble(error)]({ requestId, ...describeError(error) }, "a request could not be purged; it expires");

  return async function runQueued(call, { signal, onSignedIn, onProgress, onReport }) {
    const { requestId, tool, workload, callTimeoutMs, queueWaitMs, secret } = call;
    const envelope = createEnvelope(keys, requestId);
    const answer = Promise.withResolvers<readonly Buffer[]>();
    let hasStarted = false;
    let isAnswered = false;

    const cancel = () => answer.reject(new CallCancelledError());
    const noWorkerCame = () => (hasStarted ? undefined : answer.reject(noWorker()));
    const giveUpWaiting = async () => {
      if (hasStarted) return;
      const job = await queue.removeUnstarted(workload, requestId);
      if (job === "removed") noWorkerCame();
      if (job === "gone") waitTimer = setTimeout(noWorkerCame, unreadFramesMs);
    };
    let waitTimer = setTimeout(() => giveUpWaiting().catch(leaveToExpiry(requestId)), queueWaitMs);
    const callTimer = setTimeout(() => answer.reject(tooLate(callTimeoutMs)), callTimeoutMs);

    const asked = { kind: "tool", requestId, caller: secret.caller, tool, deadlineMs: 0, signal } as const;
    inbox.expect(asked, envelope, (event) => {
      hasStarted = true;
      if (event.type === "signed-in") return onSignedIn();
      if (event.type === "progress") return onProgress(event.progress);
      isAnswered = true;
      onReport?.(event.report);
      return event.type === "output" ? answer.resolve(event.chunks) : answer.reject(event.error);
    });
    signal.addEventListener("abort", cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      await Promise.race([queue.add(call, envelope).catch(() => Promise.reject(queueAway())), answer.promise]);
      return await answer.promise;
    } finally {
      clearTimeout(waitTimer);
      clearTimeout(callTimer);
      signal.removeEventListener("abort", cancel);
      inbox.forget(requestId);
      if (!isAnswered) queue.removeWaiting(workload, requestId).catch(leaveToExpiry(requestId));
      queue.announceOver(requestId).catch(leaveToExpiry(requestId));
    }
  };
}
