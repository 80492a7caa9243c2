import { Redis } from "ioredis";
import type { RedisServer } from "#test/support/redis-server.ts";
import { until } from "#test/support/until.ts";

async function untilItSays(server: RedisServer, line: string, what: string): Promise<void> {
  const asked = new Redis({ ...server.connection, replyMapping: "legacy" });
  await until(what, async () => (await asked.info("replication")).includes(line), 60_000).finally(() =>
    asked.disconnect(),
  );
}

/**
 * Waits until a replica was elected. How long that takes is Redis' own: where Sentinels split their votes, they vote
 * again 10 s later (twice their `failover-timeout`). What the product owes begins then.
 */
export const untilItLeads = (replica: RedisServer): Promise<void> =>
  untilItSays(replica, "role:master", "the replica to be elected");

/**
 * Waits until the former master follows the new one. Sentinels leave it 8 s to learn of the election by itself before
 * they tell it.
 */
export const untilItIsFollowed = (master: RedisServer): Promise<void> =>
  untilItSays(master, "state=online", "the former master to follow");
