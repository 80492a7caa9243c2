import { until } from "#test/support/until.ts";
import type { FaultStage } from "./fault-stage.ts";

/** Waits until the server that was the master, and came back, follows the one that took its place. */
export async function untilItFollows({ redis }: FaultStage): Promise<void> {
  await until(
    "the old master to follow",
    async () => ((await redis.info("replication").catch(() => "")).includes("state=online") ? true : undefined),
    40_000,
  );
}
