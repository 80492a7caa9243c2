import { z } from "zod";
import { fleetKey } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import type { RedisTime } from "#common/queue/redis-time.ts";
import { parseJson } from "#common/text.ts";
import { type Workload, workloads } from "#common/workload.ts";

/** A worker's entry, as `fleet-heartbeat.ts` writes it. It comes from Redis, so nothing in it is trusted. */
const member = z.object({
  workerId: z.string(),
  slots: z.partialRecord(z.enum(workloads), z.number().int().min(1).max(10_000)),
});

const readEveryMs = 1_000;
/** Time without an answer after which the fleet counts as unknown. */
const maxAgeMs = 10_000;
/** Workers start after gateways, and a rolling update may leave a moment without any. */
const graceMs = 15_000;
const maxMembers = 2_000;

export interface Fleet {
  /** Jobs that the workers can run at once; undefined while the fleet is unknown. */
  slotsOf(workload: Workload): number | undefined;
  /** Whether no worker has served the workload for longer than a worker needs to start. */
  isUnserved(workload: Workload): boolean;
  stop(): void;
}

/** Reads the fleet from Redis every second. After 10 s without an answer the fleet counts as unknown. */
export async function followFleet(options: {
  redis: RedisConnection;
  redisTime: RedisTime;
  now: () => number;
}): Promise<Fleet> {
  const { redis, redisTime, now } = options;
  let slots = new Map<Workload, number>();
  let readAtMs = Number.NEGATIVE_INFINITY;
  const servedAtMs = new Map<Workload, number>(workloads.map((workload) => [workload, now()]));

  async function read(): Promise<void> {
    const alive = await redis.zrangebyscore(fleetKey, redisTime.now(), "+inf", "LIMIT", 0, maxMembers);
    const found = new Map<Workload, number>();
    for (const worker of alive.map((text) => member.safeParse(parseJson(text)).data)) {
      for (const workload of workloads) {
        const more = worker?.slots[workload] ?? 0;
        if (more > 0) found.set(workload, (found.get(workload) ?? 0) + more);
      }
    }
    slots = found;
    readAtMs = now();
    for (const workload of found.keys()) servedAtMs.set(workload, readAtMs);
  }

  const isFresh = () => now() - readAtMs < maxAgeMs;
  await read().catch(() => undefined);
  const timer = setInterval(() => read().catch(() => undefined), readEveryMs);
  return {
    slotsOf: (workload) => (isFresh() ? slots.get(workload) : undefined),
    isUnserved: (workload) => isFresh() && !slots.has(workload) && now() - (servedAtMs.get(workload) ?? 0) > graceMs,
    stop: () => clearInterval(timer),
  };
}
