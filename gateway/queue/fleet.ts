import { z } from "zod";
import { fleetKey } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import type { RedisTime } from "#common/queue/redis-time.ts";
import { type Workload, workloads } from "#common/workload.ts";

/** A worker's entry, as `fleet-heartbeat.ts` writes it. Whoever reads one trusts none of it. */
const member = z.object({
  workerId: z.string(),
  slots: z.partialRecord(z.enum(workloads), z.number().int().min(1).max(10_000)),
});

const lookEveryMs = 1_000;
/** Older than this, what was seen says nothing. */
const freshMs = 10_000;
/** Workers start after gateways, and a rolling update may leave a moment without any. */
const defaultGraceMs = 15_000;
const mostMembers = 2_000;

export interface Fleet {
  /** Jobs that the workers can run at once; undefined while that is not known. */
  slotsOf(workload: Workload): number | undefined;
  /** Whether no worker has served the workload for longer than a start takes. */
  isUnserved(workload: Workload): boolean;
  stop(): void;
}

function readMember(text: string): z.output<typeof member> | undefined {
  try {
    const parsed = member.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Follows which workers there are, by looking every second. While Redis does not answer, nothing is known soon. */
export async function followFleet(options: {
  redis: RedisConnection;
  redisTime: RedisTime;
  now: () => number;
  graceMs?: number;
}): Promise<Fleet> {
  const { redis, redisTime, now, graceMs = defaultGraceMs } = options;
  let slots = new Map<Workload, number>();
  let seenAtMs = Number.NEGATIVE_INFINITY;
  const servedAtMs = new Map<Workload, number>(workloads.map((workload) => [workload, now()]));

  async function look(): Promise<void> {
    const alive = await redis.zrangebyscore(fleetKey, redisTime.now(), "+inf", "LIMIT", 0, mostMembers);
    const found = new Map<Workload, number>();
    for (const worker of alive.map(readMember)) {
      for (const workload of workloads) {
        const more = worker?.slots[workload] ?? 0;
        if (more > 0) found.set(workload, (found.get(workload) ?? 0) + more);
      }
    }
    slots = found;
    seenAtMs = now();
    for (const workload of found.keys()) servedAtMs.set(workload, seenAtMs);
  }

  const isFresh = () => now() - seenAtMs < freshMs;
  await look().catch(() => undefined);
  const timer = setInterval(() => look().catch(() => undefined), lookEveryMs);
  return {
    slotsOf: (workload) => (isFresh() ? slots.get(workload) : undefined),
    isUnserved: (workload) => isFresh() && !slots.has(workload) && now() - (servedAtMs.get(workload) ?? 0) > graceMs,
    stop: () => clearInterval(timer),
  };
}
