import { ToolError } from "#common/errors.ts";
import { describeError, type Logger } from "#common/logger.ts";
import { createEnvelope } from "#common/queue/envelope.ts";
import type { RunReport } from "#common/queue/protocol.ts";
import { isRedisFull, logLevelFor } from "#common/queue/redis-outage.ts";
import type { SealingKeys } from "#common/settings.ts";
import type { PendingCall } from "#gateway/open-call.ts";
import type { ReplyInbox } from "./reply-inbox.ts";
import type { QueuePosition, ToolQueue } from "./tool-queue.ts";

export interface QueueOptions extends QueuePosition {
  /** Gets the worker's report on its run, before the answer. */
  onReport?(report: RunReport): void;
}

/**
 * Queues a call, waits for its answer, and removes everything about it from Redis in every outcome.
 * @returns the bytes of the output, in the chunks in which they came Rejects with the worker's `ToolError`; with
 * `unavailable` when no worker started it within `queueWaitMs` or Redis is away; with the error of `holdAnswer`; with
 * the reason of the call's signal when that aborts.
 */
export type RunQueued = (pending: PendingCall, options: QueueOptions) => Promise<readonly Buffer[]>;

const queueUnavailable = (error: unknown) =>
  new ToolError(
    "unavailable",
    `${isRedisFull(error) ? "The queue of the connector is full" : "The connector can't reach its queue"}. ` +
      "Try again in a few seconds.",
    { retryAfterSeconds: 3 },
  );

const noWorker = () =>
  new ToolError("unavailable", "No worker was free to take the call. Try again in a few seconds.", {
    retryAfterSeconds: 2,
  });

/** A job that is gone may have ended a moment ago, with frames that have not been read yet. */
const unreadFramesMs = 250;

export function createRunQueued(dependencies: {
  queue: ToolQueue;
  inbox: ReplyInbox;
  keys: SealingKeys;
  logger: Logger;
}): RunQueued {
  const { queue, inbox, keys, logger } = dependencies;

  /** What can't be removed now expires. */
  const leaveToExpiry = (requestId: string) => (error: unknown) =>
    logger[logLevelFor(error)]({ requestId, ...describeError(error) }, "a request could not be purged; it expires");

  return async function runQueued(pending, options) {
    const { call, onSignedIn, onProgress, holdAnswer } = pending;
    const { workload, queueWaitMs, onReport } = options;
    const { requestId, signal } = call;
    signal.throwIfAborted();
    const envelope = createEnvelope(keys, requestId);
    const answer = Promise.withResolvers<readonly Buffer[]>();
    let hasFrame = false;
    let isAnswered = false;

    const keep = (bytes: number) => {
      try {
        holdAnswer?.(bytes);
      } catch (error) {
        answer.reject(error);
      }
    };
    const giveUp = () => answer.reject(signal.reason);
    const remove = () => queue.remove(workload, requestId);
    const rejectUnstarted = () => (hasFrame ? undefined : answer.reject(noWorker()));
    const giveUpWaiting = async () => {
      if (hasFrame) return;
      const job = await queue.removeUnstarted(workload, requestId);
      if (job === "removed") rejectUnstarted();
      if (job === "gone") waitTimer = setTimeout(rejectUnstarted, unreadFramesMs);
    };
    let waitTimer = setTimeout(() => giveUpWaiting().catch(leaveToExpiry(requestId)), queueWaitMs);

    inbox.expect(call, envelope, (event) => {
      hasFrame = true;
      if (event.type === "signed-in") return onSignedIn?.();
      if (event.type === "progress") return onProgress?.(event.progress);
      if (event.type === "part") return keep(event.bytes);
      isAnswered = true;
      onReport?.(event.report);
      if (event.type === "output") keep(event.chunks.at(-1)?.length ?? 0);
      return event.type === "output" ? answer.resolve(event.chunks) : answer.reject(event.error);
    });
    signal.addEventListener("abort", giveUp, { once: true });
    const added = queue.add(pending, options, envelope);
    try {
      await Promise.race([added.catch((error) => Promise.reject(queueUnavailable(error))), answer.promise]);
      return await answer.promise;
    } finally {
      clearTimeout(waitTimer);
      signal.removeEventListener("abort", giveUp);
      inbox.forget(requestId);
      // Removal comes after the job was added, or it could not be removed.
      if (!isAnswered) added.then(remove, remove).catch(leaveToExpiry(requestId));
      queue.announceEnd(requestId).catch(leaveToExpiry(requestId));
    }
  };
}
