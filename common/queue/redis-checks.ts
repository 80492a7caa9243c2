import { Redis } from "ioredis";
import { keyPrefix } from "./protocol.ts";
import type { RedisConnection } from "./redis.ts";

export interface RedisFindings {
  /** What prevents a process from starting. */
  problems: string[];
  /** What is only logged. */
  warnings: string[];
}

/** One value of `INFO`. */
export function infoValue(info: string, name: string): string | undefined {
  const line = info.split(/\r?\n/).find((one) => one.startsWith(`${name}:`));
  return line?.slice(name.length + 1);
}

/** Save points are not in INFO. Undefined for a user without CONFIG. */
async function savePoints(redis: Redis): Promise<string | undefined> {
  const answer = await redis.config("GET", "save").catch(() => []);
  return (answer as string[])[1];
}

export const unseenSnapshots = "whether Redis saves snapshots can't be seen (CONFIG GET is not allowed)";

async function checkServer(redis: Redis): Promise<{ policy: string[]; persistence: string[] }> {
  const info = await redis.info();
  const policy = infoValue(info, "maxmemory_policy");
  const version = infoValue(info, "redis_version") ?? "of no version";
  const appendOnly = infoValue(info, "aof_enabled");
  const saves = await savePoints(redis);

  const persistence: string[] = [];
  if (appendOnly !== "0") persistence.push("Redis writes an append-only file; set appendonly no");
  if (saves === undefined) persistence.push(unseenSnapshots);
  else if (saves !== "") persistence.push('Redis saves snapshots to disk; set save ""');
  const isRight = policy === "noeviction";
  // Sharded pub/sub came with 7.0. Valkey calls itself 7.2 here.
  const isOld = Number.parseInt(version, 10) < 7;
  const wrongPolicy = `Redis must run with maxmemory-policy noeviction, it has ${policy ?? "an unknown policy"}`;
  return {
    policy: [...(isOld ? [`Redis must be 7.0 or newer, it is ${version}`] : []), ...(isRight ? [] : [wrongPolicy])],
    persistence,
  };
}

/**
 * Checks every master of a Cluster, since any of them may get our slot; each finding names its node. A node that is
 * down is checked later.
 */
async function checkEach(redis: RedisConnection): Promise<{ policy: string[]; persistence: string[] }[]> {
  if (redis instanceof Redis) return [await checkServer(redis)];
  const nodes = await Promise.allSettled(
    redis.nodes("master").map(async (node) => {
      const { policy, persistence } = await checkServer(node);
      const named = (finding: string) => `${node.options.host}:${node.options.port}: ${finding}`;
      return { policy: policy.map(named), persistence: persistence.map(named) };
    }),
  );
  return nodes.flatMap((node) => (node.status === "fulfilled" ? [node.value] : []));
}

/**
 * The number of the format of all that crosses Redis. One more when a gateway or worker of the version before could not
 * read it, or would read something else.
 */
export const redisFormat = "1";
/** Among the keys that both processes may write. It holds the number while a process of that format runs. */
export const formatKey = `${keyPrefix}:tool-calls-format`;
const formatKeyMs = 60_000;

/** Processes of another format use this Redis, or none: then it has our number from now on. */
async function checkFormat(redis: RedisConnection): Promise<string[]> {
  const there = await redis.set(formatKey, redisFormat, "PX", formatKeyMs, "NX", "GET");
  if (there !== null && there !== redisFormat) {
    const whose = /^\d{1,6}$/.test(there) ? `format ${there}` : "another format";
    return [`Redis is in use by a version with ${whose}, and this one has ${redisFormat}: see docs/upgrade.md`];
  }
  await redis.pexpire(formatKey, formatKeyMs);
  return [];
}

/**
 * Checks Redis: it must be new enough, must never evict (a lost job is a lost call), must not be in use by processes
 * that don't understand this one, and should keep nothing on disk (sealed values must not outlive their requests). With
 * `isStrict`, the last is a problem, too.
 */
export async function checkRedis(redis: RedisConnection, isStrict: boolean): Promise<RedisFindings> {
  // A server that is full or down shows itself by the probes, and is asked again.
  const [found, format] = await Promise.all([checkEach(redis), checkFormat(redis).catch(() => [])]);
  const problems = [...found.flatMap(({ policy }) => policy), ...format];
  const persistence = found.flatMap((server) => server.persistence);
  return isStrict ? { problems: [...problems, ...persistence], warnings: [] } : { problems, warnings: persistence };
}
