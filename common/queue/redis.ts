import { type ChainableCommander, Cluster, type Redis, type RedisOptions } from "ioredis";
import { BatchingRedis } from "./batching-redis.ts";
import { mendCluster } from "./mend-cluster.ts";
import { fleetKey } from "./protocol.ts";
import type { RedisTarget } from "./redis-target.ts";

/**
 * How a connection behaves when Redis is away.
 * - `request`: on the way of a caller. Fails within 2 s rather than waiting.
 * - `worker`: BullMQ's workers. Waits for Redis to come back.
 * - `listener`: blocking reads and subscriptions. Waits, and takes them up again.
 */
export type RedisRole = "request" | "worker" | "listener";

/** One Redis, the master that sentinels name, or a whole Cluster: all keys are in one slot, so commands are the same. */
export type RedisConnection = Redis | Cluster;

/** `legacy` = the reply shapes that ioredis 5 had, which BullMQ and our own code read. */
type OurRedisOptions = Omit<RedisOptions, "replyMapping" | "retryStrategy"> & { replyMapping: "legacy" };

/**
 * A server that hangs, or is cut off, keeps its TCP connections: after `socketTimeout` without an answer we look for
 * the one that took its place. BullMQ's blocking reads last 10 s at most, ours 1 s.
 */
const roleOptions: Readonly<Record<RedisRole, RedisOptions>> = {
  request: { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 2_000, socketTimeout: 5_000 },
  worker: { maxRetriesPerRequest: null, socketTimeout: 15_000 },
  listener: { maxRetriesPerRequest: null, enableOfflineQueue: true, socketTimeout: 5_000 },
};

/** 100 ms apart: a caller's command is given up after 1.6 s, the others outlast the election of a new master. */
const mostRetries: Readonly<Record<RedisRole, number>> = { request: 16, worker: 300, listener: 300 };

const retryDelayMs = (attempt: number) => Math.min(attempt * 50, 1_000);

function openCluster(target: RedisTarget & { kind: "cluster" }, role: RedisRole, shared: OurRedisOptions): Cluster {
  const { enableOfflineQueue = true, ...nodeOptions } = shared;
  const cluster = new Cluster([...target.nodes], {
    enableOfflineQueue,
    redisOptions: nodeOptions,
    shardedSubscribers: role === "listener",
    maxRedirections: mostRetries[role],
    clusterRetryStrategy: retryDelayMs,
    slotsRefreshInterval: 5_000,
    slotsRefreshTimeout: 2_000,
    // The socket looks names up itself: an address in their place would not match a certificate.
    dnsLookup: (name, found) => found(null, name),
  });
  return mendCluster(cluster);
}

function openSentinel(target: RedisTarget & { kind: "sentinel" }, shared: OurRedisOptions): Redis {
  const { username: sentinelUsername, password: sentinelPassword } = target.sentinelLogin;
  return new BatchingRedis({
    ...shared,
    retryStrategy: retryDelayMs,
    sentinels: [...target.sentinels],
    name: target.master,
    sentinelUsername,
    sentinelPassword,
    sentinelRetryStrategy: retryDelayMs,
    sentinelCommandTimeout: 1_000,
    ...(target.tls && { enableTLSForSentinelMode: true, sentinelTLS: target.tls }),
  });
}

/** Follows the state of connections, to log the loss and the return of Redis. */
interface ConnectionFollower {
  follow(connection: RedisConnection, target: RedisTarget): void;
}

/**
 * Opens a connection in the background. It reconnects for ever, at most 1 s apart, and finds the new master after a
 * failover.
 */
export function connectRedis(options: {
  target: RedisTarget;
  role: RedisRole;
  outage: ConnectionFollower;
}): RedisConnection {
  const { target, role, outage } = options;
  const shared: OurRedisOptions = {
    ...roleOptions[role],
    ...target.login,
    ...(target.tls && { tls: target.tls }),
    replyMapping: "legacy",
    connectTimeout: 2_000,
    enableAutoPipelining: false,
    // A master that became a replica: connect anew, and ask again there.
    reconnectOnError: (error) => (error.message.startsWith("READONLY") ? 2 : false),
  };
  const open = () => {
    if (target.kind === "cluster") return openCluster(target, role, shared);
    if (target.kind === "sentinel") return openSentinel(target, shared);
    const settings = { ...shared, retryStrategy: retryDelayMs };
    return "path" in target
      ? new BatchingRedis({ ...settings, path: target.path })
      : new BatchingRedis(target.url, settings);
  };
  const connection = open();
  outage.follow(connection, target);
  return connection;
}

/**
 * A command without a key, such as TIME, asked of the node that has our keys: in a pipeline it follows one with a key.
 * A node that has just lost them refuses that one and answers the other, which ioredis does not send again: then a
 * command alone finds where they went, and both are asked there. Rejects with that command's error.
 */
export async function askWhereOurKeysAre(
  redis: RedisConnection,
  add: (pipeline: ChainableCommander) => ChainableCommander,
): Promise<unknown> {
  const ask = async () => (await add(redis.pipeline().exists(fleetKey)).exec()) ?? [];
  let results = await ask();
  if (results[0]?.[0]?.message.startsWith("MOVED ")) {
    await redis.exists(fleetKey);
    results = await ask();
  }
  for (const [error] of results) if (error) throw error;
  return results.at(-1)?.[1];
}
