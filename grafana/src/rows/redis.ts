import type { RowSpec } from "../dashboard.ts";
import { gauge, quantile } from "../promql.ts";
import { unit } from "../units.ts";

const memory = (kind: "used" | "limit") => gauge("redisMemoryBytes", { over: "max", where: `kind="${kind}"` });

/** Redis, as the processes see it, so that no exporter is needed. */
export const redisRow: RowSpec = {
  title: "Redis",
  panels: [
    {
      title: "Redis round trip",
      description:
        "Time from a command to its reply, including the network, sampled a few times a minute. A call needs " +
        "several round trips; beyond 10 ms, check Redis' CPU and the network.",
      unit: unit.seconds,
      queries: [
        [quantile(0.5, "redisRoundTripSeconds"), "p50"],
        [quantile(0.99, "redisRoundTripSeconds"), "p99"],
      ],
    },
    {
      title: "Redis memory",
      description:
        "Used memory, and maxmemory if set. It follows the calls in flight; at the limit Redis refuses new jobs.",
      unit: unit.bytes,
      queries: [
        [memory("used"), "used"],
        [memory("limit"), "limit"],
      ],
      alerts: ["RedisFilling"],
    },
    {
      title: "Redis connections",
      description: "All connections of Redis. Each gateway and worker has a few, and their number is constant.",
      unit: unit.count,
      queries: [[gauge("redisClients", { over: "max" }), "connections"]],
    },
  ],
};
