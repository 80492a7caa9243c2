import { z } from "zod";
import { keyPrefix, queueName } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { createRedisScript } from "#common/queue/redis-script.ts";
import { workloads } from "#common/workload.ts";

/**
 * A mark on a job whose run held up the event loop of its worker. It lies in the job's own hash, in
 * a field that BullMQ hands over with the job and nobody else uses, so it goes when the job goes. Whoever can write to
 * Redis can write it: it is a reason for care, never for trust.
 */
const suspicionSchema = z.strictObject({
  /** The id under which the worker logged it. */
  referenceId: z.uuid(),
});
export type Suspicion = z.infer<typeof suspicionSchema>;

/** The mark on a job, from the value of BullMQ's field `progress`. */
export function readSuspicion(progress: unknown): Suspicion | undefined {
  const parsed = suspicionSchema.safeParse(progress);
  return parsed.success ? parsed.data : undefined;
}

/**
 * The suspect's job is marked. BullMQ counts how often a job lost its worker, and gives it up at the second time. That
 * they lose this one is no fault of the other jobs, so each of them has one time more.
 */
const lua = `
for place, key in ipairs(KEYS) do
  if redis.call("EXISTS", key) == 1 then
    if place <= tonumber(ARGV[1]) then
      redis.call("HSET", key, "progress", ARGV[2])
    else
      redis.call("HINCRBY", key, "stc", -1)
    end
  end
end`;

const jobKeys = (requestId: string) => workloads.map((workload) => `${keyPrefix}:${queueName(workload)}:${requestId}`);

/** Marks the job of the suspect, and spares the others that run in the same worker. Only jobs that exist change. */
export async function markJobs(
  redis: RedisConnection,
  { suspect, others, referenceId }: { suspect: string; others: readonly string[]; referenceId: string },
): Promise<void> {
  const suspects = jobKeys(suspect);
  const mark = JSON.stringify({ referenceId } satisfies Suspicion);
  await createRedisScript(redis, lua)([...suspects, ...others.flatMap(jobKeys)], [suspects.length, mark]);
}
