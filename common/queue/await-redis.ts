import { type Logger, redisErrorWord } from "#common/logger.ts";
import { StartProblem } from "#common/run-main.ts";
import type { RedisConnection } from "./redis.ts";
import { checkRedis, type RedisFindings } from "./redis-health.ts";
import { rootCause } from "./redis-outage.ts";
import type { RedisTarget } from "./redis-settings.ts";

/** Replies to a missing or wrong user or password, which waiting does not change. */
const refusals: Readonly<Record<string, string>> = {
  NOAUTH: "Redis asks for a password",
  WRONGPASS: "Redis refuses this user or password",
  NOPERM: "Redis does not allow this user what is needed",
};

/** The settings that have the login. */
function loginSettings({ kind, login }: RedisTarget): string {
  return kind === "single" && login.password === undefined ? "REDIS_URL" : "REDIS_USERNAME, REDIS_PASSWORD";
}

/** ioredis describes a sentinel's error only in its message. */
function sentinelProblem({ message }: Error): string | undefined {
  const [word = ""] = /\b(NOAUTH|WRONGPASS|NOPERM)\b/.exec(message) ?? [];
  const refusal = refusals[word];
  if (refusal !== undefined)
    return `REDIS_SENTINEL_USERNAME, REDIS_SENTINEL_PASSWORD: ${refusal.replace("Redis", "a sentinel")}`;
  return /invalid reply: null/.test(message) ? "REDIS_SENTINEL_MASTER: no sentinel knows this name" : undefined;
}

/**
 * Waits for the first `ready`. One sentinel may be down, or new, while another knows the master: a sentinel's error
 * counts only when all were asked and all answered alike.
 */
async function untilReady(redis: RedisConnection, target: RedisTarget): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let bySentinels = new Set<string | undefined>();
  const onSentinel = (error: Error) => void bySentinels.add(sentinelProblem(error));
  const onError = (error: Error) => {
    const refusal = refusals[redisErrorWord(rootCause(error)) ?? ""];
    if (refusal !== undefined) reject(new StartProblem([`${loginSettings(target)}: ${refusal}`]));
    const [problem, ...others] = bySentinels;
    if (problem !== undefined && others.length === 0) reject(new StartProblem([problem]));
    bySentinels = new Set();
  };
  redis.on("error", onError).on("sentinelError", onSentinel);
  redis.once("ready", resolve);
  await promise.finally(() => redis.off("error", onError).off("sentinelError", onSentinel));
}

/**
 * Waits until a connection is usable, and checks the configuration of Redis.
 * @throws `StartProblem` when Redis refuses our user or password, no sentinel knows the master, or Redis is not
 * configured as needed
 * @returns the findings, which have been logged
 */
export async function awaitRedis(
  redis: RedisConnection,
  options: { target: RedisTarget; isStrict: boolean; logger: Logger },
): Promise<RedisFindings> {
  if (redis.status !== "ready") await untilReady(redis, options.target);
  const found = await checkRedis(redis, options.isStrict);
  if (found.problems.length > 0) throw new StartProblem(found.problems);
  for (const warning of found.warnings)
    options.logger.warn({ problem: warning }, "Redis is not set up as it should be");
  return found;
}
