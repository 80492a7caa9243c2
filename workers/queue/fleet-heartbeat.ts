import { Queue } from "bullmq";
import { fleetKey, keyPrefix, queueName } from "#common/queue/protocol.ts";
import { askWhereOurKeysAre, type RedisConnection } from "#common/queue/redis.ts";
import { infoValue } from "#common/queue/redis-checks.ts";
import type { RedisTime } from "#common/queue/redis-time.ts";
import type { Workload } from "#common/workload.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";

export const heartbeatMs = 5_000;
/** A worker that missed two heartbeats does not count any more. */
const aliveMs = 3 * heartbeatMs;

export interface FleetHeartbeat {
  /**
   * Says that this worker is there, forgets those that are not, and measures the queues and Redis. While one is under way,
   * as one is for as long as Redis is away, it only makes sure that one more follows.
   */
  beat(): Promise<void>;
  /** Takes this worker out of the fleet for good, also when a beat is under way. */
  leave(): Promise<void>;
}

/**
 * Keeps this worker in the sorted set `{m365}:workers`: member `workerId` + slots per workload, score = until when it
 * counts (Redis' time). The set itself ends a minute after the last heartbeat of all.
 */
export function createFleetHeartbeat(options: {
  redis: RedisConnection;
  redisTime: RedisTime;
  workerId: string;
  workloads: readonly Workload[];
  slots: number;
  metrics: WorkerMetrics;
}): FleetHeartbeat {
  const { redis, redisTime, workerId, workloads, slots, metrics } = options;
  const member = JSON.stringify({ workerId, slots: Object.fromEntries(workloads.map((name) => [name, slots])) });
  const queues = workloads.map(
    (workload) =>
      [
        workload,
        new Queue(queueName(workload), { connection: redis, prefix: keyPrefix, streams: { events: { maxLen: 0 } } }),
      ] as const,
  );

  async function measureQueues(): Promise<void> {
    for (const [workload, queue] of queues) {
      const { wait = 0, prioritized = 0, active = 0 } = await queue.getJobCounts("wait", "prioritized", "active");
      metrics.queueDepth.set({ workload, state: "wait" }, wait + prioritized);
      metrics.queueDepth.set({ workload, state: "active" }, active);
    }
  }

  async function measureRedis(): Promise<void> {
    const info = String(await askWhereOurKeysAre(redis, (pipeline) => pipeline.info()));
    const value = (name: string) => Number(infoValue(info, name) ?? Number.NaN);
    metrics.redisMemoryBytes.set({ kind: "used" }, value("used_memory"));
    metrics.redisMemoryBytes.set({ kind: "limit" }, value("maxmemory"));
    metrics.redisClients.set(value("connected_clients"));
  }

  let hasLeft = false;

  async function beatOnce(): Promise<void> {
    await redisTime.refresh();
    if (hasLeft) return;
    const now = redisTime.now();
    await redis.zadd(fleetKey, now + aliveMs, member);
    await redis.zremrangebyscore(fleetKey, "-inf", now);
    await redis.pexpire(fleetKey, 60_000);
    await measureQueues();
    await measureRedis();
  }

  let isBeating = false;
  let isDue = false;

  return {
    async beat() {
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
    },
    async leave() {
      hasLeft = true;
      await redis.zrem(fleetKey, member);
    },
  };
}
