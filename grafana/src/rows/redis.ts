import type { RowSpec } from "../dashboard.ts";
import { gauge, quantile } from "../promql.ts";
import { unit } from "../units.ts";

const memory = (kind: "used" | "limit") => gauge("redisMemoryBytes", { over: "max", where: `kind="${kind}"` });

/** Redis, as our own processes see it: there is no exporter to run. */
export const redisRow: RowSpec = {
  title: "Redis",
  panels: [
    {
      title: "Redis round trip",
      description:
        "From a command to its answer, network included, asked some times a minute. A call makes several of them; beyond 10 ms look at Redis' CPU and at the network.",
      unit: unit.seconds,
      queries: [
        [quantile(0.5, "redisRoundTripSeconds"), "p50"],
        [quantile(0.99, "redisRoundTripSeconds"), "p99"],
      ],
    },
    {
      title: "Redis memory",
      description:
        "Used, and maxmemory where it is set. It goes up and down with the calls in flight; at the limit Redis refuses new jobs.",
      unit: unit.bytes,
      queries: [
        [memory("used"), "used"],
        [memory("limit"), "limit"],
      ],
      alerts: ["RedisFilling"],
    },
    {
      title: "Redis connections",
      description: "All that Redis has. Each gateway and each worker has a handful, and that number stays.",
      unit: unit.count,
      queries: [[gauge("redisClients", { over: "max" }), "connections"]],
    },
  ],
};
