import { Redis } from "ioredis";
import type { RedisServer } from "#test/support/redis-server.ts";
import { until } from "#test/support/until.ts";

/**
 * Waits until a replica was elected. How long that takes is Redis' own: where Sentinels split their votes, they vote
 * again 10 s later (twice their `failover-timeout`). What the product owes begins then.
 */
export async function untilItLeads(replica: RedisServer): Promise<void> {
  const asked = new Redis({ ...replica.connection, replyMapping: "legacy" });
  await until(
    "the replica to be elected",
    async () => ((await asked.info("replication")).includes("role:master") ? true : undefined),
    60_000,
  ).finally(() => asked.disconnect());
}
