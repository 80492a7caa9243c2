import { randomUUID } from "node:crypto";
import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { type FloorPart, needed } from "../floor-settings.ts";
import { openRedis, queueNames } from "./floor-redis.ts";

/** Reads answers as they come, deletes them, and gives each to whoever waits for it. */
async function readReplies(
  { listener, redis }: Record<"listener" | "redis", Redis>,
  waiting: Map<string, (answer: Buffer) => void>,
): Promise<never> {
  for (let lastId = "0-0"; ; ) {
    const found = await listener.xreadBuffer("BLOCK", 1_000, "STREAMS", queueNames.replies, lastId);
    const entries = found?.[0]?.[1] ?? [];
    const ids = entries.map(([id]) => id.toString("latin1"));
    lastId = ids.at(-1) ?? lastId;
    if (ids.length > 0) void redis.xdel(queueNames.replies, ...ids);
    for (const [, fields] of entries) waiting.get(fields?.[1]?.toString("latin1") ?? "")?.(fields?.[3] ?? Buffer.of());
  }
}

/** Adds a job of the product's size, and waits for an answer of the product's size in a stream. */
export const queueGateway: FloorPart = async (_app, settings) => {
  const sealed = "x".repeat(needed(settings.FLOOR_JOB_BYTES, "FLOOR_JOB_BYTES"));
  const [redis, listener] = [openRedis(settings), openRedis(settings)];
  const queue = new Queue(queueNames.queue, {
    connection: redis,
    prefix: queueNames.prefix,
    streams: { events: { maxLen: 0 } },
    defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
  });
  const waiting = new Map<string, (answer: Buffer) => void>();
  void readReplies({ redis, listener }, waiting);
  return async () => {
    const id = randomUUID();
    const { promise: answered, resolve } = Promise.withResolvers<Buffer>();
    waiting.set(id, resolve);
    await queue.add("call", { sealed }, { jobId: id });
    const answer = await answered;
    waiting.delete(id);
    return answer.length === settings.FLOOR_ANSWER_BYTES ? "ok" : "too short";
  };
};
