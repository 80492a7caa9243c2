import { hash } from "node:crypto";
import { redisErrorWord } from "#common/logger.ts";
import type { RedisConnection } from "./redis.ts";

/** Runs the script with these keys, all with our hash tag, and arguments; resolves to what it returns. */
export type RedisScript = (keys: readonly string[], args: readonly (string | number)[]) => Promise<unknown>;

/** A Lua script, called by its digest. Its text is sent only when Redis does not have it. */
export function createRedisScript(redis: RedisConnection, lua: string): RedisScript {
  const digest = hash("sha1", lua);
  return async function run(keys, args) {
    try {
      return await redis.evalsha(digest, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error) || redisErrorWord(error) !== "NOSCRIPT") throw error;
      return await redis.eval(lua, keys.length, ...keys, ...args);
    }
  };
}
