import { randomUUID } from "node:crypto";
import { connectRedis } from "#common/queue/redis.ts";
import type { RedisTarget } from "#common/queue/redis-target.ts";
import { within } from "#common/within.ts";
import { markJobs } from "#workers/queue/suspicion.ts";
import { askMainThread } from "./ask-main-thread.ts";
import { createThreadLogger } from "./thread-logger.ts";

/** Of the 4 s or more for which jobs stay locked after the last turn of the event loop, 2 s are over. */
const markWithinMs = 1_000;

/** The run that holds the event loop up, as it is logged. */
export interface Suspect {
  referenceId: string;
  requestId: string;
  tool: string;
  frames: string[];
}

/**
 * Finds out whose code holds the event loop up, logs it, and marks its job for whoever takes it over. Rejects when the
 * main thread doesn't answer.
 */
export async function suspectCurrentRun(options: { target: RedisTarget; logLevel: string }): Promise<Suspect> {
  const { target, logLevel } = options;
  const { current, others, frames } = await askMainThread();
  if (current === undefined) throw new Error("the event loop is held up by no run");
  const { requestId } = current;
  const suspect = { referenceId: randomUUID(), ...current, frames };
  await createThreadLogger(logLevel).warn(suspect, "a call holds the event loop up");
  const outage = { follow: (connection: ReturnType<typeof connectRedis>) => connection.on("error", () => undefined) };
  const redis = connectRedis({ target, role: "worker", outage });
  const marked = markJobs(redis, { suspect: requestId, others, referenceId: suspect.referenceId });
  await within(markWithinMs, marked).finally(() => redis.disconnect());
  return suspect;
}
