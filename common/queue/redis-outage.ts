import { Redis } from "ioredis";
import { describeError, type Logger, redisErrorWord } from "#common/logger.ts";
import type { RedisConnection } from "./redis.ts";
import type { RedisTarget } from "./redis-target.ts";
import { findTlsTrouble } from "./tls-trouble.ts";

/** What Redis answers while it can't serve anybody: a Cluster without this slot, a master that is none any more. */
const awayWords = new Set(["CLUSTERDOWN", "LOADING", "MASTERDOWN", "READONLY", "TRYAGAIN", "UNBLOCKED"]);

const awayCodes = /^(E[A-Z]+|ERR_(SSL|TLS)_\w+|\w*CERT\w*|UNABLE_TO_\w+)$/;

/** ioredis has no codes for what it says itself. */
const awayMessages =
  /^(Connection is closed|Command timed out|Stream isn't writeable|Cluster isn't ready|Cluster is |None of startup nodes|Failed to refresh slots|All sentinels are unreachable|Too many Cluster redirections|Socket timeout|No sharded subscriber|No subscriber for|Reached the max retries|Command aborted|Blocking command timed out|connect ETIMEDOUT|Redis is already connecting)/;

/** An error of the connection, or the reply of a Redis that serves nobody: nothing is wrong with what was asked. */
export function isRedisAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const word = redisErrorWord(error);
  if (word !== undefined) return awayWords.has(word);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return awayCodes.test(code) || awayMessages.test(error.message);
}

/** A level for what fails because Redis is away: the outage has its one line, the rest is for whoever looks closer. */
export const levelOfTrouble = (error: unknown): "debug" | "warn" => (isRedisAway(error) ? "debug" : "warn");

/** A Cluster wraps what its last node said. */
export const rootOf = (error: Error): Error =>
  "lastNodeError" in error && error.lastNodeError instanceof Error ? error.lastNodeError : error;

/**
 * A Cluster whose listed nodes answer, but name others that can't be reached, tries for ever without an error: when an
 * attempt is over, this tells what a node said in it.
 */
function followNodes(connection: RedisConnection, lost: (error: Error) => void): void {
  if (connection instanceof Redis) return;
  let said: Error | undefined;
  connection.on("node error", (error: Error) => {
    if (said === undefined || "code" in error) said = error;
  });
  connection.on("ready", () => {
    said = undefined;
  });
  connection.on("reconnecting", () => {
    if (said !== undefined) lost(said);
    said = undefined;
  });
}

/** Logs the loss and the return of Redis once per process, however many connections see it. */
export interface RedisOutage {
  /** Something could not reach Redis. */
  lost(error: Error): void;
  /** Redis answered; it is back when every connection is. */
  answered(): void;
  /** Connections that must all be there again. One outage asks once why `target` can't be spoken to by TLS, and logs it. */
  follow(connection: RedisConnection, target?: RedisTarget): void;
}

export function createRedisOutage(logger: Logger): RedisOutage {
  const followed = new Set<RedisConnection>();
  let target: RedisTarget | undefined;
  let isOn = false;

  async function explain(asked: RedisTarget): Promise<void> {
    const trouble = await findTlsTrouble(asked);
    if (trouble !== undefined && isOn) logger.error({ component: "redis", ...trouble }, "TLS to Redis fails");
  }

  function lost(error: Error): void {
    if (isOn) return;
    isOn = true;
    const described = describeError(rootOf(error));
    logger.error({ component: "redis", ...described }, "Redis can't be reached");
    if (target !== undefined && described.errorCode === undefined) void explain(target);
  }

  function answered(): void {
    if (!isOn || [...followed].some(({ status }) => status !== "ready")) return;
    isOn = false;
    logger.info({ component: "redis" }, "Redis is back");
  }

  return {
    lost,
    answered,
    follow(connection, itsTarget) {
      target = itsTarget;
      followed.add(connection);
      connection.on("error", lost);
      followNodes(connection, lost);
      connection.on("ready", answered);
      connection.on("end", () => followed.delete(connection));
    },
  };
}
