import { askNodeWithKeys, type RedisConnection } from "#common/queue/redis.ts";
import { infoValue } from "#common/queue/redis-health.ts";
import type { Workload } from "#common/workload.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { createQueueDepth } from "./bullmq-queues.ts";

/** Sets the metrics of the queues' depth and of Redis itself. Rejects when Redis does not answer. */
export function createRedisMeasurements(options: {
  redis: RedisConnection;
  workloads: readonly Workload[];
  metrics: WorkerMetrics;
}): () => Promise<void> {
  const { redis, workloads, metrics } = options;
  const depths = workloads.map((workload) => [workload, createQueueDepth(redis, workload)] as const);

  return async function measure() {
    for (const [workload, depthOf] of depths) {
      const { waiting, running } = await depthOf();
      metrics.queueDepth.set({ workload, state: "wait" }, waiting);
      metrics.queueDepth.set({ workload, state: "active" }, running);
    }
    const info = String(await askNodeWithKeys(redis, (pipeline) => pipeline.info()));
    const value = (name: string) => Number(infoValue(info, name) ?? Number.NaN);
    metrics.redisMemoryBytes.set({ kind: "used" }, value("used_memory"));
    metrics.redisMemoryBytes.set({ kind: "limit" }, value("maxmemory"));
    metrics.redisClients.set(value("connected_clients"));
  };
}
