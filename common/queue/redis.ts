import { Redis, type RedisOptions } from "ioredis";
import { describeError, type Logger } from "#common/logger.ts";

/**
 * How a connection behaves when Redis is away.
 * - `request`: on the way of a caller. Fails within 2 s rather than waiting.
 * - `worker`: BullMQ's workers. Waits for Redis to come back.
 * - `listener`: blocking reads and subscriptions. Waits, and takes them up again.
 */
export type RedisRole = "request" | "worker" | "listener";

/** `legacy` = the reply shapes that ioredis 5 had, which BullMQ and our own code read. */
type OurRedisOptions = Omit<RedisOptions, "replyMapping"> & { replyMapping: "legacy" };

const roleOptions: Readonly<Record<RedisRole, RedisOptions>> = {
  request: { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 2_000 },
  worker: { maxRetriesPerRequest: null },
  listener: { maxRetriesPerRequest: null, enableOfflineQueue: true },
};

function addressOf(url: string): { path: string } | { url: string } {
  return url.startsWith("unix:") ? { path: url.slice("unix:".length).replace(/^\/\/\//, "/") } : { url };
}

/**
 * Opens a connection to `REDIS_URL` (`redis://`, `rediss://`, `unix:/path`). It connects in the background and
 * reconnects for ever, at most 1 s apart; the loss and the return of Redis are each logged once.
 */
export function connectRedis(options: { url: string; role: RedisRole; logger: Logger }): Redis {
  const { url, role, logger } = options;
  const settings: OurRedisOptions = {
    ...roleOptions[role],
    replyMapping: "legacy",
    connectTimeout: 2_000,
    enableAutoPipelining: false,
    retryStrategy: (attempt) => Math.min(attempt * 50, 1_000),
  };
  const address = addressOf(url);
  const redis = "path" in address ? new Redis({ ...settings, path: address.path }) : new Redis(address.url, settings);
  let isDown = false;
  redis.on("error", (error) => {
    if (!isDown) logger.error({ component: `redis-${role}`, ...describeError(error) }, "Redis can't be reached");
    isDown = true;
  });
  redis.on("ready", () => {
    if (isDown) logger.info({ component: `redis-${role}` }, "Redis is back");
    isDown = false;
  });
  return redis;
}
