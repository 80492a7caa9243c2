import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { createLogger } from "#common/logger.ts";
import { createMetrics } from "#common/metrics.ts";
import { keyPrefix, queueName } from "#common/queue/protocol.ts";
import { createServiceTimes, createSharedAdmission } from "#gateway/admission/shared-admission.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { startRedis } from "#test/support/redis-server.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { percentile } from "../load.ts";
import { rounded } from "../result-file.ts";

/** Evenly from 100 to 300: slots that all end at once, again and again, are nobody's real load. */
const serviceMs = () => 100 + 200 * Math.random();
const p95OfServing = 290;
const afterRefusalMs = 200;
const slots = 16;
const callers = { quiet: 4, noisy: 40 };
const workload = "outlook";

export interface QueueOrder {
  /** Whether jobs had the priority that admission gave them, or all the same, which is first come first served. */
  order: "fair" | "first come first served";
  /** p95 of a quiet call's waiting and serving, over that of serving alone. */
  quietP95Ratio: number;
  quietCalls: number;
  noisyCalls: number;
}

/**
 * The order alone, on a real Redis and a real BullMQ worker: handlers that only wait, so that what a busy machine adds
 * is small. With first come first served as the control.
 */
export async function measureQueueOrder(order: QueueOrder["order"], forMs: number): Promise<QueueOrder> {
  await using server = await startRedis({ listen: "unix" });
  const redis = new Redis({ ...server.connection, replyMapping: "legacy", maxRetriesPerRequest: null });
  const { metrics } = createMetrics(gatewayMetrics);
  const limitsOf = () => ({ perUser: 100, perTenant: 1_000 });
  const { admit } = createSharedAdmission({
    redis,
    keys: [newSealingKey()],
    limitsOf,
    fleet: { slotsOf: () => slots, isUnserved: () => false, stop: () => undefined },
    serviceTimes: createServiceTimes(),
    metrics,
    logger: createLogger({ process: "bench", level: "warn" }),
    callTimeoutMs: 25_000,
    queueWaitMs: 10_000,
    random: Math.random,
  });
  const ended = new Map<string, () => void>();
  const times = { quiet: [] as number[], noisy: [] as number[] };
  const queue = new Queue(queueName(workload), { connection: redis, prefix: keyPrefix });
  const worker = new Worker(
    queueName(workload),
    async ({ id = "", data }) => {
      const servingMs = serviceMs();
      times[data.who as keyof typeof times].push(Date.now() - data.queuedAt + servingMs);
      await delay(servingMs);
      ended.get(id)?.();
    },
    { connection: redis, prefix: keyPrefix, concurrency: slots },
  );
  let isOver = false;

  async function callAgainAndAgain(who: keyof typeof times, tenantId: string): Promise<void> {
    const person = { tenantId, userId: randomUUID(), clientId: randomUUID(), scopes: [] };
    const caller = { ...person, expiresAtSeconds: 0, understandsClaims: false };
    while (!isOver) {
      const requestId = randomUUID();
      const place = await admit({ requestId, caller }, workload).catch(() => undefined);
      if (place === undefined) await delay(afterRefusalMs);
      if (place === undefined) continue;
      const over = new Promise<void>((resolve) => ended.set(requestId, resolve));
      const priority = order === "fair" ? place.priority : 1;
      const data = { who, queuedAt: Date.now() };
      await queue.add("call", data, { jobId: requestId, priority, removeOnComplete: true });
      await over;
      ended.delete(requestId);
      place.leave(p95OfServing);
    }
  }

  const start = (who: keyof typeof times) => {
    const tenantId = randomUUID();
    return Array.from({ length: callers[who] }, () => callAgainAndAgain(who, tenantId));
  };
  const noisy = start("noisy");
  await delay(1_000); // the backlog is there
  const quiet = start("quiet");
  await delay(forMs);
  isOver = true;
  await Promise.all([...noisy, ...quiet]);
  await worker.close();
  await queue.close();
  redis.disconnect();
  const sorted = times.quiet.toSorted((one, other) => one - other);
  return {
    order,
    quietP95Ratio: rounded(percentile(sorted, 0.95) / p95OfServing),
    quietCalls: times.quiet.length,
    noisyCalls: times.noisy.length,
  };
}
