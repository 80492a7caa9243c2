import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "bullmq";
import { answerOf, type FloorPart } from "../floor-settings.ts";
import { openRedis, queueNames } from "./floor-redis.ts";

const concurrency = 64;

/** Takes jobs, waits as long as Graph would take, and appends an answer of the product's size to the stream. */
export const queueWorker: FloorPart = async (_app, settings) => {
  const redis = openRedis(settings);
  const answer = answerOf(settings.FLOOR_ANSWER_BYTES);
  const worker = new Worker(
    queueNames.queue,
    async ({ id = "" }) => {
      await delay(settings.FLOOR_WAIT_MS);
      await redis.xadd(queueNames.replies, "*", "id", id, "answer", answer);
    },
    {
      connection: redis,
      prefix: queueNames.prefix,
      concurrency,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
  );
  await worker.waitUntilReady();
  return undefined;
};
