import type { Logger } from "#common/logger.ts";
import { within } from "#common/within.ts";
import { fleetKey } from "./protocol.ts";
import type { RedisConnection } from "./redis.ts";
import { checkRedis, type RedisFindings } from "./redis-checks.ts";
import type { RedisOutage } from "./redis-outage.ts";

const probeEveryMs = 1_000;
const limitMs = 2_000;
/**
 * Probes between two checks of the configuration. A failover in a Cluster makes no new connection that would show it.
 */
const probesPerCheck = 10;

export interface RedisHealth {
  /** Why Redis can't be used, in words for an operator; empty: it can. */
  problems(): readonly string[];
  stop(): void;
}

export const redisUnreachable = "Redis can't be reached";
const unreachable = [redisUnreachable] as const;

/** The problems that a connection alone shows, for the start, before the first probe. */
export function connectionProblems(redis: RedisConnection): readonly string[] {
  return redis.status === "ready" ? [] : unreachable;
}

/**
 * Probes the server that has our keys every second: an open connection does not show that a server hangs, or that a
 * Cluster lacks our slot. After an outage, and every ten seconds, it also checks the configuration, since the server
 * may be another one after a failover.
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
  let isStopped = false;
  let findings = options.found;
  let probesUntilCheck = probesPerCheck;
  let pending: Promise<unknown> | undefined;
  let hasReconnected = false;
  redis.on("ready", () => {
    hasReconnected = true;
  });

  /** Waits for the last probe instead of sending another, so that they don't pile up during an outage. */
  function probe(): Promise<unknown> {
    pending ??= redis.exists(fleetKey).finally(() => {
      pending = undefined;
    });
    return pending;
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
      await within(limitMs, probe());
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
    problems: () => (isUp && redis.status === "ready" ? findings.problems : unreachable),
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
