import { type ChainableCommander, Cluster, type Redis, type RedisOptions, SentinelConnector } from "ioredis";
import { BatchingRedis } from "./batching-redis.ts";
import { patchCluster } from "./patch-cluster.ts";
import { fleetKey } from "./protocol.ts";
import type { RedisTarget } from "./redis-target.ts";

/**
 * How a connection behaves during an outage of Redis.
 * - `request`: commands of a caller's request. Fails within 2 s.
 * - `worker`: BullMQ's workers. Waits for Redis to return.
 * - `listener`: blocking reads and subscriptions. Waits, and resumes them.
 */
export type RedisRole = "request" | "worker" | "listener";

/**
 * One Redis, the master that sentinels name, or a whole Cluster: all keys are in one slot, so commands are the same.
 */
export type RedisConnection = Redis | Cluster;

/** `legacy`: the reply shapes of ioredis 5, which BullMQ and our own code read. */
type OurRedisOptions = Omit<RedisOptions, "replyMapping" | "retryStrategy"> & { replyMapping: "legacy" };

/**
 * A server that hangs, or is cut off, keeps its TCP connections: after `socketTimeout` without an answer the connection
 * looks for its successor. BullMQ's blocking reads last 10 s at most, ours 1 s.
 */
const roleOptions: Readonly<Record<RedisRole, RedisOptions>> = {
  request: { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 2_000, socketTimeout: 5_000 },
  worker: { maxRetriesPerRequest: null, socketTimeout: 15_000 },
  listener: { maxRetriesPerRequest: null, enableOfflineQueue: true, socketTimeout: 5_000 },
};

/** 100 ms apart: a request's command fails after 1.6 s, the others outlast the election of a new master. */
const maxRedirections: Readonly<Record<RedisRole, number>> = { request: 16, worker: 300, listener: 300 };

quietSentinels();

const retryDelayMs = (attempt: number) => Math.min(attempt * 50, 1_000);

function openCluster(target: RedisTarget & { kind: "cluster" }, role: RedisRole, shared: OurRedisOptions): Cluster {
  const { enableOfflineQueue = true, ...nodeOptions } = shared;
  const cluster = new Cluster([...target.nodes], {
    enableOfflineQueue,
    redisOptions: nodeOptions,
    shardedSubscribers: role === "listener",
    maxRedirections: maxRedirections[role],
    clusterRetryStrategy: retryDelayMs,
    slotsRefreshInterval: 5_000,
    slotsRefreshTimeout: 2_000,
    // The socket resolves names itself: an address in their place would not match a certificate.
    dnsLookup: (name, found) => found(null, name),
  });
  return patchCluster(cluster);
}

/**
 * ioredis prints failures of the sentinels that it listens to, since it doesn't listen for their errors itself. One of
 * them is enough; that none can be reached is told by the connection. A private method, because nothing else gives
 * these connections: without it, lines that are no JSON stand in the log.
 */
function quietSentinels(): void {
  const connect: (this: unknown, ...given: unknown[]) => Redis = Reflect.get(
    SentinelConnector.prototype,
    "connectToSentinel",
  );
  Reflect.set(SentinelConnector.prototype, "connectToSentinel", function (this: unknown, ...given: unknown[]) {
    return connect.apply(this, given).on("error", () => undefined);
  });
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
    // A master that stood still would keep whoever is connected to it until sentinels make it a replica, 8 s later.
    failoverDetector: true,
    sentinelReconnectStrategy: retryDelayMs,
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
    // A master that became a replica: reconnect, and send the command again.
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
 * Sends a command without a key, such as TIME, to the node that has our keys: in a pipeline behind a command with a
 * key. A node that has just lost our slot refuses only that first command, and ioredis does not resend the pipeline:
 * then a single command finds the new node, and the pipeline is sent again. Rejects with the command's error.
 */
export async function askNodeWithKeys(
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
