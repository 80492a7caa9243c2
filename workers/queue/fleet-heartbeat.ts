import { describeError, type Logger } from "#common/logger.ts";
import { fleetKey } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { logLevelFor } from "#common/queue/redis-outage.ts";
import type { ClockWatch, RedisTime } from "#common/queue/redis-time.ts";
import type { Workload } from "#common/workload.ts";

const heartbeatMs = 5_000;
/** A worker that missed two heartbeats no longer counts. */
const aliveMs = 3 * heartbeatMs;

/**
 * Keeps this worker in the sorted set `{m365}:workers`: member `workerId` + slots per workload, score = until when it
 * counts (Redis' time). The set itself expires a minute after the last heartbeat of all.
 * @param measure what else is done at each beat
 */
export function createFleetHeartbeat(options: {
  redis: RedisConnection;
  redisTime: Pick<RedisTime, "now">;
  clock: Pick<ClockWatch, "look" | "problems">;
  workerId: string;
  workloads: readonly Workload[];
  slots: number;
  measure: () => Promise<void>;
  logger: Logger;
}) {
  const { redis, redisTime, clock, workerId, workloads, slots, measure, logger } = options;
  const member = JSON.stringify({ workerId, slots: Object.fromEntries(workloads.map((name) => [name, slots])) });
  let timer: NodeJS.Timeout | undefined;
  let hasLeft = false;
  let isBeating = false;
  let isDue = false;

  async function beatOnce(): Promise<void> {
    await clock.look();
    if (hasLeft) return;
    const now = redisTime.now();
    // A worker with a wrong time takes no jobs, so nobody may count on it.
    if (clock.problems().length > 0) await redis.zrem(fleetKey, member);
    else await redis.zadd(fleetKey, now + aliveMs, member);
    await redis.zremrangebyscore(fleetKey, "-inf", now);
    await redis.pexpire(fleetKey, 60_000);
    await measure();
  }

  /**
   * Judges Redis' time, adds this worker to the fleet, removes those that are gone, and measures. During a beat, which
   * lasts as long as an outage of Redis, a call only schedules one more.
   */
  async function beat(): Promise<void> {
    isDue = true;
    if (isBeating) return;
    isBeating = true;
    try {
      while (isDue && !hasLeft) {
        isDue = false;
        await beatOnce();
      }
    } finally {
      isBeating = false;
    }
  }

  /** Beats at once, when Redis is back; a failure is logged. */
  function beatSoon(): void {
    beat().catch((error: unknown) => logger[logLevelFor(error)](describeError(error), "no heartbeat"));
  }

  return {
    beat,
    beatSoon,
    /** Beats now, and every 5 s until `leave`. Rejects when the first beat fails; later failures are logged. */
    async start() {
      await beat();
      timer = setInterval(beatSoon, heartbeatMs);
    },
    /** Removes this worker from the fleet for good, also during a beat. Never rejects. */
    async leave() {
      hasLeft = true;
      clearInterval(timer);
      await redis
        .zrem(fleetKey, member)
        .catch((error: unknown) => logger.warn(describeError(error), "the fleet forgets this worker soon"));
    },
  };
}
