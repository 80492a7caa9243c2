import { hash } from "node:crypto";
import { type ChainableCommander, Cluster, type Command, Redis, type RedisOptions, SentinelConnector } from "ioredis";
import { redisErrorWord } from "#common/logger.ts";
import { within } from "#common/within.ts";
import { fleetKey } from "./protocol.ts";
import type { RedisTarget } from "./redis-settings.ts";

/** The commands that Redis has not answered, as ioredis keeps them. */
const unansweredIn = (redis: Redis): { length: number } => Reflect.get(redis, "commandQueue");

/**
 * A connection that writes the commands of one event-loop turn in one system call, at the end of that turn, or as soon
 * as the running callbacks end when Redis owes no answer: then there is little to do, and a call may wait for this.
 * ioredis' own auto-pipelining costs a multiple: it allocates an object per batch.
 */
export class BatchingRedis extends Redis {
  private corked: Redis["stream"] | undefined;

  override sendCommand(command: Command, stream?: Parameters<Redis["sendCommand"]>[1]): unknown {
    this.holdUntilEndOfTurn();
    return super.sendCommand(command, stream);
  }

  private holdUntilEndOfTurn(): void {
    const { stream } = this;
    if (stream === undefined || stream === this.corked) return;
    this.corked = stream;
    stream.cork();
    const later = unansweredIn(this).length === 0 ? process.nextTick : setImmediate;
    later(() => {
      if (this.corked === stream) this.corked = undefined;
      stream.uncork();
    });
  }
}

type Patchable = Pick<Cluster, "connect" | "duplicate" | "on" | "once" | "off">;

/**
 * Patches two defects of ioredis' Cluster, and returns the same object. BullMQ makes its own connections by
 * `duplicate`, so duplicates are patched, too.
 *
 * - `connect` always settles: it resolves when the Cluster is ready, at whichever attempt, and rejects when it is given
 *   up. In ioredis the promise never settles when the first attempt meets a failover; BullMQ waits for it, and the
 *   worker would take no job again.
 * - ioredis listens for one error per socket. A TLS socket that is ended during the handshake may emit a second one,
 *   which would end the process.
 */
export function patchCluster<C extends Patchable>(cluster: C): C {
  const connect = cluster.connect.bind(cluster);
  const duplicate = cluster.duplicate.bind(cluster);

  cluster.connect = async function connectOrGiveUp() {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onEnd = () => reject(new Error("Connection is closed."));
    cluster.once("ready", resolve).once("end", onEnd);
    connect().then(resolve, reject);
    await promise.finally(() => cluster.off("ready", resolve).off("end", onEnd));
  };
  cluster.duplicate = (nodes, options) => patchCluster(duplicate(nodes, options));
  cluster.on("+node", (node: Redis) => node.on("error", () => node.stream.on("error", () => undefined)));
  return cluster;
}

/**
 * How a connection behaves during an outage of Redis.
 * - `request`: commands of a caller's request. Fails within 2 s.
 * - `worker`: BullMQ's workers. Waits for Redis to return.
 * - `listener`: blocking reads and subscriptions. Waits, and resumes them.
 */
type RedisRole = "request" | "worker" | "listener";

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

/**
 * Patches a defect of ioredis under Sentinel, and returns the same object: a failover that is told while a connection
 * looks for the master ends it for good. Its `FailoverDetector` stops the search, and nothing begins another. So one
 * that nobody has closed connects again. BullMQ waits for jobs by a duplicate, so duplicates are patched, too.
 */
function patchSentinel<R extends Redis>(redis: R): R {
  let isClosed = false;
  const disconnect = redis.disconnect.bind(redis);
  redis.disconnect = (reconnect = false) => {
    if (!reconnect) isClosed = true;
    disconnect(reconnect);
  };
  const quit = redis.quit.bind(redis);
  redis.quit = () => {
    isClosed = true;
    return quit();
  };
  const duplicate: Redis["duplicate"] = redis.duplicate.bind(redis);
  redis.duplicate = (more) => patchSentinel(duplicate(more));
  redis.on("end", () => {
    if (!isClosed) redis.connect().catch(() => undefined);
  });
  return redis;
}

function openSentinel(target: RedisTarget & { kind: "sentinel" }, shared: OurRedisOptions): Redis {
  const { username: sentinelUsername, password: sentinelPassword } = target.sentinelLogin;
  return patchSentinel(
    new BatchingRedis({
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
    }),
  );
}

function openTarget(target: RedisTarget, role: RedisRole, shared: OurRedisOptions): RedisConnection {
  if (target.kind === "cluster") return openCluster(target, role, shared);
  if (target.kind === "sentinel") return openSentinel(target, shared);
  const settings = { ...shared, retryStrategy: retryDelayMs };
  return "path" in target
    ? new BatchingRedis({ ...settings, path: target.path })
    : new BatchingRedis(target.url, settings);
}

/**
 * Opens a connection in the background. It reconnects for ever, at most 1 s apart, and finds the new master after a
 * failover.
 * @param outage logs the loss and the return of Redis
 */
export function connectRedis({
  target,
  role,
  outage,
}: {
  target: RedisTarget;
  role: RedisRole;
  outage: { follow(connection: RedisConnection, target: RedisTarget): void };
}): RedisConnection {
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
  const connection = openTarget(target, role, shared);
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

/** Runs the script with these keys, all with our hash tag, and arguments; resolves to what it returns. */
type RedisScript = (keys: readonly string[], args: readonly (string | number)[]) => Promise<unknown>;

/** A Lua script, called by its digest. Its text is sent only when Redis does not have it. */
export function createRedisScript(redis: RedisConnection, lua: string): RedisScript {
  const digest = hash("sha1", lua);
  return async function run(keys, args) {
    try {
      return await redis.evalsha(digest, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error) || redisErrorWord(error) !== "NOSCRIPT") throw error;
      return await redis.eval(lua, keys.length, ...keys, ...args);
    }
  };
}

/** A Redis that hangs must not cost a call more than this. */
const longestMs = 250;

/**
 * Redis' answer to a question that a call can do without; undefined when it fails or takes longer than `limitMs`.
 * @param onLate gets an answer that comes later, to give back what it granted
 */
export async function optionalAnswer<T>(
  answer: Promise<T>,
  onLate?: (value: T) => void,
  limitMs = longestMs,
): Promise<T | undefined> {
  return await within(limitMs, answer, onLate).catch(() => undefined);
}
