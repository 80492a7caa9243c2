import { randomUUID } from "node:crypto";
import { describeError } from "#common/logger.ts";
import { connectRedis, type RedisConnection } from "#common/queue/redis.ts";
import type { RedisTarget } from "#common/queue/redis-target.ts";
import { within } from "#common/within.ts";
import { markJobs } from "#workers/queue/suspicion.ts";
import { askMainThread } from "./ask-main-thread.ts";
import { createThreadLogger } from "./thread-logger.ts";

/** Of the 4 s or more for which jobs stay locked after the last turn of the event loop, 2 s are over: each is half. */
const stepMs = 1_000;

/** The run that holds the event loop up, as it is logged. */
export interface Suspect {
  referenceId: string;
  requestId: string;
  tool: string;
  frames: string[];
}

/** Redis can be away; then there is no mark, and a log line of the main thread. */
const outage = { follow: (connection: RedisConnection) => void connection.on("error", () => undefined) };

/**
 * Finds out whose code holds the event loop up, logs it, and marks its job for whoever takes it over. Rejects when it
 * can't be found out, which is logged, or the job can't be marked.
 */
export async function suspectCurrentRun(options: { target: RedisTarget; logLevel: string }): Promise<Suspect> {
  const { target, logLevel } = options;
  const logger = createThreadLogger(logLevel);
  const { current, others, frames } = await within(stepMs, askMainThread()).catch(async (error: unknown) => {
    await logger.warn(describeError(error), "something holds the event loop up, and it can't be told what");
    throw error;
  });
  const referenceId = randomUUID();
  const suspect = { referenceId, ...current, frames };
  await logger.warn(suspect, "a call holds the event loop up");
  const redis = connectRedis({ target, role: "worker", outage });
  const marked = markJobs(redis, { suspect: current.requestId, others, referenceId });
  await within(stepMs, marked).finally(() => redis.disconnect());
  return suspect;
}
