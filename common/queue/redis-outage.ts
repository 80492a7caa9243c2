import { type ConnectionOptions, connect } from "node:tls";
import { Redis } from "ioredis";
import { describeError, type Logger, redisErrorWord } from "#common/logger.ts";
import { createOncePerWindow } from "#common/once-per-window.ts";
import type { RedisConnection } from "./redis.ts";
import type { RedisNode, RedisTarget } from "./redis-settings.ts";

/** Error replies of a Redis that can't serve anybody: a Cluster without this slot, a former master. */
const unavailableWords = new Set(["CLUSTERDOWN", "LOADING", "MASTERDOWN", "READONLY", "TRYAGAIN", "UNBLOCKED"]);

/** Codes of the network, of TLS, and of certificates: `CERT_HAS_EXPIRED`, `SELF_SIGNED_CERT_IN_CHAIN`. */
const unavailableCodes = /^(?:E[A-Z]+|ERR_(?:SSL|TLS)_\w+|UNABLE_TO_\w+)$|CERT/;

/** Beginnings of ioredis' own errors, which have no codes. */
const unavailableMessages = [
  "All sentinels are unreachable",
  "Blocking command timed out",
  "Cluster is ",
  "Cluster isn't ready",
  "Command aborted",
  "Command timed out",
  "Connection is closed",
  "Failed to refresh slots",
  "No sharded subscriber",
  "No subscriber for",
  "None of startup nodes",
  "Reached the max retries",
  "Redis is already connecting",
  "Socket timeout",
  "Stream isn't writeable",
  "Too many Cluster redirections",
  "connect ETIMEDOUT",
];

/** Whether an error is one of the connection, or the reply of a Redis that serves nobody: the command was not wrong. */
export function isRedisUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const word = redisErrorWord(error);
  if (word !== undefined) return unavailableWords.has(word);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return unavailableCodes.test(code) || unavailableMessages.some((text) => error.message.startsWith(text));
}

/** Whether Redis answers, but takes no write that needs memory: `maxmemory` is reached, and it evicts nothing. */
export const isRedisFull = (error: unknown): boolean => error instanceof Error && redisErrorWord(error) === "OOM";

/** The log level of a failure: `debug` during an outage of Redis, which has a line of its own. */
export const logLevelFor = (error: unknown): "debug" | "warn" => (isRedisUnavailable(error) ? "debug" : "warn");

/** A Cluster wraps the error of its last node. */
export const rootCause = (error: Error): Error =>
  "lastNodeError" in error && error.lastNodeError instanceof Error ? error.lastNodeError : error;

/**
 * Reports a node's error when an attempt to connect to a Cluster is over. A Cluster whose listed nodes answer, but name
 * others that can't be reached, retries for ever without an error of its own.
 */
function followNodes(connection: RedisConnection, lost: (error: Error) => void): void {
  if (connection instanceof Redis) return;
  let lastError: Error | undefined;
  connection.on("node error", (error: Error) => {
    if (lastError === undefined || "code" in error) lastError = error;
  });
  connection.on("ready", () => {
    lastError = undefined;
  });
  connection.on("reconnecting", () => {
    if (lastError !== undefined) lost(lastError);
    lastError = undefined;
  });
}

const tlsTimeoutMs = 2_000;

/** Why TLS to one server fails, for an operator. */
interface TlsFailure extends RedisNode {
  /** Node's code, such as `UNABLE_TO_VERIFY_LEAF_SIGNATURE`. */
  errorCode: string;
  problem: string;
}

/** Problems by Node's code; the first match counts. */
const tlsProblems: readonly (readonly [RegExp, string])[] = [
  [/ALTNAME_INVALID/, "its certificate does not name the host or address by which it is asked"],
  [/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/, "its certificate is not valid at this time"],
  [/ALERT|ECONNRESET|EPIPE/, "it wants a certificate and takes none or not this one: REDIS_CLIENT_CERTIFICATE_PATH"],
  [/WRONG_VERSION|PACKET_LENGTH|UNSUPPORTED_PROTOCOL/, "it does not speak TLS 1.2 or newer"],
  [/CERT|ISSUER|SIGNATURE|INVALID_CA/, "its certificate comes from no authority that is trusted: REDIS_CA_PATH"],
];

/** Connects to one server by TLS. A refused connection, or no answer, is no failure of TLS. */
function connectByTls(node: RedisNode, tls: ConnectionOptions): Promise<TlsFailure | undefined> {
  const { promise, resolve } = Promise.withResolvers<TlsFailure | undefined>();
  const socket = connect({ ...node, ...tls });
  socket.setTimeout(tlsTimeoutMs, () => socket.destroy());
  // TLS 1.3 checks our certificate after the handshake: only an answer shows that the server accepted it.
  socket.once("secureConnect", () => socket.write("PING\r\n")).once("data", () => socket.destroy());
  // A TLS socket may emit a second error, which must have a listener, too.
  socket.on("error", (error) => {
    const errorCode = "code" in error ? String(error.code) : "";
    const [, problem] = tlsProblems.find(([codes]) => codes.test(errorCode)) ?? [];
    if (problem !== undefined) resolve({ ...node, errorCode, problem });
  });
  socket.once("close", () => resolve(undefined));
  return promise;
}

/**
 * Why TLS to the sentinels or nodes of the settings fails. ioredis does not tell: its errors are those of a server
 * that is down. Undefined where TLS works, or no server answers.
 */
export async function findTlsFailure(target: RedisTarget): Promise<TlsFailure | undefined> {
  const { tls } = target;
  if (tls === undefined || target.kind === "single") return undefined;
  const asked = target.kind === "sentinel" ? target.sentinels : target.nodes;
  const found = await Promise.all(asked.map((node) => connectByTls(node, tls)));
  return found.find((failure) => failure !== undefined);
}

export type RedisOutage = ReturnType<typeof createRedisOutage>;

/** Logs an outage of Redis and its end once per process, for all connections. */
export function createRedisOutage(logger: Logger) {
  const followed = new Set<RedisConnection>();
  let target: RedisTarget | undefined;
  let isOn = false;

  async function explain(asked: RedisTarget): Promise<void> {
    const failure = await findTlsFailure(asked);
    if (failure !== undefined && isOn) logger.error({ component: "redis", ...failure }, "TLS to Redis fails");
  }

  /** Redis could not be reached. */
  function lost(error: Error): void {
    if (isOn) return;
    isOn = true;
    const described = describeError(rootCause(error));
    logger.error({ component: "redis", ...described }, "Redis can't be reached");
    if (target !== undefined && described.errorCode === undefined) void explain(target);
  }

  /** Redis answered. The outage ends when all connections are ready. */
  function answered(): void {
    if (!isOn || [...followed].some(({ status }) => status !== "ready")) return;
    isOn = false;
    logger.info({ component: "redis" }, "Redis is back");
  }

  return {
    lost,
    answered,
    /**
     * Adds a connection that must be ready. In each outage, a failure of TLS to its target is looked for and logged
     * once.
     */
    follow(connection: RedisConnection, itsTarget?: RedisTarget): void {
      target = itsTarget;
      followed.add(connection);
      connection.on("error", lost);
      followNodes(connection, lost);
      connection.on("ready", answered);
      connection.on("end", () => {
        if (connection.status === "end") followed.delete(connection); // and connects no more
      });
    },
  };
}

const logEveryMs = 10_000;

/**
 * Logs failures of a part that works without Redis' answer, at most one warning in 10 s: an error in a script, a key
 * of another type, a missing permission. Nothing else would show them. An outage of Redis is not logged here; it has a
 * line of its own.
 */
export function createFailureLogger(logger: Logger, message: string): (error: unknown) => void {
  const logged = createOncePerWindow(logEveryMs);
  return (error) => {
    if (!isRedisUnavailable(error) && logged.isFirst(message)) logger.warn(describeError(error), message);
  };
}
