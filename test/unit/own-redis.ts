import { afterAll, beforeEach } from "vitest";
import { BatchingRedis } from "#common/queue/redis.ts";
import { startRedis } from "#test/support/redis-server.ts";

/** A Redis of the test file that calls this at its top, empty before each test; connections are those of workers. */
export async function ownRedis() {
  const server = await startRedis({ listen: "unix" });
  const opened: BatchingRedis[] = [];
  function connect(): BatchingRedis {
    const redis = new BatchingRedis({ ...server.connection, maxRetriesPerRequest: null, replyMapping: "legacy" });
    redis.on("error", () => undefined);
    opened.push(redis);
    return redis;
  }
  const redis = connect();
  beforeEach(async () => void (await redis.flushall()));
  afterAll(async () => {
    for (const connection of opened) connection.disconnect();
    await server.stop();
  });
  return { server, redis, connect };
}
