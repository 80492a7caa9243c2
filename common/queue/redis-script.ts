import { hash } from "node:crypto";
import { redisErrorWord } from "#common/logger.ts";
import type { RedisConnection } from "./redis.ts";

/** Runs with these keys, all in our hash tag, and arguments; resolves to what the script returns. */
export type RedisScript = (keys: readonly string[], args: readonly (string | number)[]) => Promise<unknown>;

/** A Lua script by its digest: its text travels only when Redis does not know it yet, or no more. */
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
