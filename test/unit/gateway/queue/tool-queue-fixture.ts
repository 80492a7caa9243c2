import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { createEndMessages } from "#common/queue/end-messages.ts";
import type { RedisTime } from "#common/queue/redis-time.ts";
import type { SealingKeys } from "#common/settings.ts";
import { untraced } from "#common/tracing/trace.ts";
import { createToolQueue } from "#gateway/queue/tool-queue.ts";
import { startRedis } from "#test/support/redis-server.ts";

/** Redis' time, where it is this process's own. */
export const ownTime: RedisTime = {
  now: Date.now,
  offsetMs: () => 0,
  problem: () => undefined,
  refresh: async () => undefined,
};

/** A gateway's queues on a Redis of their own. */
export async function startToolQueue(keys: SealingKeys) {
  const server = await startRedis({ listen: "unix" });

  /** More queues there, by a connection that ends with them. */
  function open(redis: Redis) {
    redis.on("error", () => undefined);
    const endMessages = createEndMessages(keys);
    const queue = createToolQueue({
      redis,
      redisTime: ownTime,
      endMessages,
      gatewayId: randomUUID(),
      trace: untraced,
      deniedLabelsOf: () => [],
      retrievals: { count: async () => undefined },
    });
    return {
      redis,
      queue,
      async close() {
        await queue.close();
        redis.disconnect();
      },
    };
  }

  const first = open(new Redis({ ...server.connection, maxRetriesPerRequest: null, replyMapping: "legacy" }));
  return {
    server,
    open,
    redis: first.redis,
    queue: first.queue,
    async stop() {
      await first.close();
      await server.stop();
    },
  };
}
