import type { Logger } from "#common/logger.ts";
import { within } from "#common/within.ts";
import { keyPrefix } from "./protocol.ts";
import type { RedisConnection } from "./redis.ts";
import { checkRedis, type RedisFindings } from "./redis-checks.ts";
import { isRedisFull, type RedisOutage } from "./redis-outage.ts";

const probeEveryMs = 1_000;
const limitMs = 2_000;
/**
 * Probes between two checks of the configuration. A failover in a Cluster makes no new connection that would show it.
 */
const probesPerCheck = 10;

/** Among the keys that both processes may write; it never exists. */
const probeKey = `${keyPrefix}:tool-calls-probe`;

export interface RedisHealth {
  /** Why Redis can't be used, in words for an operator; empty: it can. */
  problems(): readonly string[];
  stop(): void;
}

export const redisUnreachable = "Redis can't be reached";
const unreachable = [redisUnreachable] as const;
const redisFull = "Redis is full (maxmemory), and takes no calls";

/** The problems that a connection alone shows, for the start, before the first probe. */
export function connectionProblems(redis: RedisConnection): readonly string[] {
  return redis.status === "ready" ? [] : unreachable;
}

/**
 * Probes the server that has our keys every second, by a write that changes nothing: an open connection does not show
 * that a server hangs, is full or became a replica, or that a Cluster lacks our slot. After an outage, and every ten
 * seconds, it also checks the configuration, since the server may be another one after a failover.
 * @param found the findings at the start, which have been logged
 * @param onReturn called when Redis answers again
 */
export function watchRedis(options: {
  redis: RedisConnection;
  found: RedisFindings;
  isStrict: boolean;
  outage: RedisOutage;
  logger: Logger;
  onReturn: () => void;
}): RedisHealth {
  const { redis, isStrict, outage, logger, onReturn } = options;
  let isUp = true;
  let isFull = false;
  let isStopped = false;
  let findings = options.found;
  let probesUntilCheck = probesPerCheck;
  let pending: Promise<boolean> | undefined;
  let hasReconnected = false;
  redis.on("ready", () => {
    hasReconnected = true;
  });

  /** An empty text at the beginning of none: Redis refuses it when it is full, and else creates nothing. */
  async function findsFull(): Promise<boolean> {
    try {
      await redis.setrange(probeKey, 0, "");
      return false;
    } catch (error) {
      if (isRedisFull(error)) return true;
      throw error;
    }
  }

  /** Waits for the last probe instead of sending another, so that they don't pile up during an outage. */
  function probe(): Promise<boolean> {
    pending ??= findsFull().finally(() => {
      pending = undefined;
    });
    return pending;
  }

  function tellWhetherFull(now: boolean): void {
    if (now && !isFull) logger.error({ component: "redis" }, redisFull);
    if (!now && isFull) logger.info({ component: "redis" }, "Redis has room again");
    isFull = now;
  }

  async function check(): Promise<void> {
    const now = await within(limitMs, checkRedis(redis, isStrict));
    for (const problem of now.problems)
      if (!findings.problems.includes(problem)) logger.error({ problem }, "Redis is not set up as it must be");
    for (const problem of now.warnings)
      if (!findings.warnings.includes(problem)) logger.warn({ problem }, "Redis is not set up as it should be");
    findings = now;
    probesUntilCheck = probesPerCheck;
  }

  async function probeAndCheck(): Promise<void> {
    hasReconnected = false;
    try {
      tellWhetherFull(await within(limitMs, probe()));
      outage.answered();
      probesUntilCheck = isUp ? probesUntilCheck - 1 : 0;
      if (!isUp) onReturn();
      isUp = true;
    } catch (error) {
      isUp = false;
      // A probe that began before the connection came back says nothing about the server that it found.
      if (!isStopped && !hasReconnected) outage.lost(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (probesUntilCheck <= 0) await check().catch(() => undefined);
  }

  let timer: NodeJS.Timeout;
  function scheduleProbe(): void {
    if (!isStopped) timer = setTimeout(() => void probeAndCheck().then(scheduleProbe), probeEveryMs);
  }
  scheduleProbe();
  return {
    problems: () =>
      isUp && redis.status === "ready" ? [...findings.problems, ...(isFull ? [redisFull] : [])] : unreachable,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
