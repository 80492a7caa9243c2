import { hash } from "node:crypto";
import { redisErrorWord } from "#common/logger.ts";
import { within } from "#common/within.ts";
import type { RedisConnection } from "./redis.ts";

/** Runs the script with these keys, all with our hash tag, and arguments; resolves to what it returns. */
type RedisScript = (keys: readonly string[], args: readonly (string | number)[]) => Promise<unknown>;

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

/** A Redis that hangs must not cost a call more than this. */
const longestMs = 250;

/**
 * Redis' answer to a question that a call can do without; undefined when it fails or takes longer than `limitMs`.
 * @param onLate gets an answer that comes later, to give back what it granted
 */
export async function optionalAnswer<T>(
  answer: Promise<T>,
  onLate?: (value: T) => void,
  limitMs = longestMs,
): Promise<T | undefined> {
  return await within(limitMs, answer, onLate).catch(() => undefined);
}
