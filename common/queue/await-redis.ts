import type { Redis } from "ioredis";
import type { Logger } from "#common/logger.ts";
import { checkRedis } from "./redis-checks.ts";

/**
 * Waits until a connection is usable and checks what this product needs of Redis.
 * @returns the problems for which the process must not start; warnings are logged
 */
export async function awaitRedis(redis: Redis, options: { isStrict: boolean; logger: Logger }): Promise<string[]> {
  if (redis.status !== "ready") await new Promise<void>((resolve) => redis.once("ready", () => resolve()));
  const { problems, warnings } = await checkRedis(redis, options.isStrict);
  for (const warning of warnings) options.logger.warn({ problem: warning }, "Redis is not set up as it should be");
  return problems;
}
