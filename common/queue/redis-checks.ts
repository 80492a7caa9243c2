import type { Redis } from "ioredis";

export interface RedisFindings {
  /** What must not be: the process does not start. */
  problems: string[];
  /** What should not be: logged. */
  warnings: string[];
}

/** One value of `INFO`. */
export const infoValue = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];

/** Save points are not in INFO. A user without CONFIG gets an error, and we get "unknown". */
async function savePoints(redis: Redis): Promise<string | undefined> {
  try {
    const answer = (await redis.config("GET", "save")) as string[];
    return answer[1];
  } catch {
    return undefined;
  }
}

/**
 * Checks what this product needs of Redis: it must never evict (a lost job is a lost call) and should keep nothing
 * on disk (sealed values must not outlive their requests). With `isStrict`, the second is a problem, too.
 */
export async function checkRedis(redis: Redis, isStrict: boolean): Promise<RedisFindings> {
  const info = await redis.info();
  const policy = infoValue(info, "maxmemory_policy");
  const appendOnly = infoValue(info, "aof_enabled");
  const saves = await savePoints(redis);

  const problems: string[] = [];
  if (policy !== "noeviction") {
    problems.push(`Redis must run with maxmemory-policy noeviction, it has ${policy ?? "an unknown policy"}`);
  }
  const persistence: string[] = [];
  if (appendOnly !== "0") persistence.push("Redis writes an append-only file; set appendonly no");
  if (saves === undefined) persistence.push("whether Redis saves snapshots can't be seen (CONFIG GET is not allowed)");
  else if (saves !== "") persistence.push('Redis saves snapshots to disk; set save ""');
  return isStrict ? { problems: [...problems, ...persistence], warnings: [] } : { problems, warnings: persistence };
}
