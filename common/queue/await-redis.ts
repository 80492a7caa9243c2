import type { Redis } from "ioredis";
import { type Logger, redisErrorWord } from "#common/logger.ts";
import { StartProblem } from "#common/run-main.ts";
import { checkRedis } from "./redis-checks.ts";

/** What Redis says when REDIS_URL has no, or a wrong, user or password: waiting does not help. */
const refusals: Readonly<Record<string, string>> = {
  NOAUTH: "REDIS_URL: Redis asks for a password",
  WRONGPASS: "REDIS_URL: Redis refuses this user or password",
  NOPERM: "REDIS_URL: Redis does not allow this user what is needed",
};

async function untilReady(redis: Redis): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onError = (error: Error) => {
    const problem = refusals[redisErrorWord(error) ?? ""];
    if (problem !== undefined) reject(new StartProblem([problem]));
  };
  redis.on("error", onError);
  redis.once("ready", resolve);
  await promise.finally(() => redis.off("error", onError));
}

/**
 * Waits until a connection is usable and checks what this product needs of Redis.
 * @throws `StartProblem` when Redis refuses our user or password
 * @returns the problems for which the process must not start; warnings are logged
 */
export async function awaitRedis(redis: Redis, options: { isStrict: boolean; logger: Logger }): Promise<string[]> {
  if (redis.status !== "ready") await untilReady(redis);
  const { problems, warnings } = await checkRedis(redis, options.isStrict);
  for (const warning of warnings) options.logger.warn({ problem: warning }, "Redis is not set up as it should be");
  return problems;
}
