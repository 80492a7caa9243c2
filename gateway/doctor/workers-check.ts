import { type Finding, notChecked, ok, problem } from "#common/doctor/check.ts";
import { notYet } from "#common/doctor/ready.ts";
import { createRedisTime } from "#common/queue/redis-time.ts";
import { workloads } from "#common/workload.ts";
import { followFleet } from "#gateway/admission/fleet.ts";
import type { GatewayContext } from "./gateway-context.ts";

/** Whether workers take what this gateway will queue. */
export async function workersFinding({ redis: opened, isBeforeStart, now }: GatewayContext): Promise<Finding> {
  if (isBeforeStart) return notYet;
  if (opened === undefined) return notChecked("no connection");
  const { redis } = opened;
  const fleet = await followFleet({ redis, redisTime: await createRedisTime(redis, now), now });
  fleet.stop();
  const unserved = workloads.filter((workload) => fleet.slotsOf(workload) === undefined);
  if (unserved.length === 0) return ok(`${workloads.join(", ")} are served`);
  return problem(
    `no worker serves ${unserved.join(", ")}`,
    "Start workers (npm run start:workers) with the same Redis, and with these in WORKER_WORKLOADS.",
  );
}
