import type { Logger } from "#common/logger.ts";
import { within } from "#common/within.ts";
import { fleetKey } from "./protocol.ts";
import type { RedisConnection } from "./redis.ts";
import { checkRedis, type RedisFindings } from "./redis-checks.ts";
import type { RedisOutage } from "./redis-outage.ts";

const askEveryMs = 1_000;
const limitMs = 2_000;
/** A failover in a Cluster makes no new connection: only looking again shows which servers it has now. */
const checksEvery = 10;

export interface RedisHealth {
  /** Why Redis can't be used as it is, in words for an operator; empty = it can. */
  problems(): readonly string[];
  stop(): void;
}

const unreachable = ["Redis can't be reached"] as const;

/** What a connection alone says, in the words of `RedisHealth`: for the start, when nothing was found yet. */
export function connectionProblems(redis: RedisConnection): readonly string[] {
  return redis.status === "ready" ? [] : unreachable;
}

/**
 * Asks the Redis that has our keys every second whether it answers, which a connection alone does not say: a server may
 * hang, a Cluster lack our slot. Looks again, after an outage and every ten seconds, whether the server that answers is
 * set up as it must be: after a failover it is another one.
 * @param found at the start, and logged
 * @param onReturn is called when Redis answers again
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
  let untilCheck = checksEvery;
  let pending: Promise<unknown> | undefined;

  /** A command that waits for Redis to return is not joined by another each second. */
  function ask(): Promise<unknown> {
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
    untilCheck = checksEvery;
  }

  async function look(): Promise<void> {
    try {
      await within(limitMs, ask());
      outage.answered();
      untilCheck = isUp ? untilCheck - 1 : 0;
      if (!isUp) onReturn();
      isUp = true;
    } catch (error) {
      isUp = false;
      if (!isStopped) outage.lost(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (untilCheck <= 0) await check().catch(() => undefined);
  }

  let timer: NodeJS.Timeout;
  function lookForever(): void {
    if (!isStopped) timer = setTimeout(() => void look().then(lookForever), askEveryMs);
  }
  lookForever();
  return {
    problems: () => (isUp && redis.status === "ready" ? findings.problems : unreachable),
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
