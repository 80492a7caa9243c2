import type { Redis } from "ioredis";

/** Every key of a Redis with all that it holds, as text; binary values in latin1. */
export async function redisContents(redis: Redis): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for await (const keys of redis.scanStream({ count: 1_000 })) {
    for (const key of keys as string[]) {
      const dump = await redis.dumpBuffer(key);
      contents.set(key, `${key} ${dump?.toString("latin1") ?? ""} ${await readable(redis, key)}`);
    }
  }
  return contents;
}

/** DUMP compresses long strings; these are the values as they are. */
async function readable(redis: Redis, key: string): Promise<string> {
  switch (await redis.type(key)) {
    case "string":
      return (await redis.get(key)) ?? "";
    case "hash":
      return JSON.stringify(await redis.hgetall(key));
    case "list":
      return (await redis.lrange(key, 0, -1)).join(" ");
    case "set":
      return (await redis.smembers(key)).join(" ");
    case "zset":
      return (await redis.zrange(key, "0", "-1")).join(" ");
    case "stream":
      return JSON.stringify(await redis.xrange(key, "-", "+"));
    default:
      return "";
  }
}
