import { z } from "zod";
import { createLogger } from "#common/logger.ts";
import { connectRedis, type RedisConnection } from "#common/queue/redis.ts";
import { createRedisOutage } from "#common/queue/redis-outage.ts";
import { redisRules, redisSettings, redisTarget } from "#common/queue/redis-settings.ts";
import { obeys } from "#common/setting-rules.ts";
import type { Environment } from "./service-settings.ts";
import { until } from "./until.ts";

/** A connection as a process opens it by these settings. What it logs is told to `write`. */
export function connectAs(settings: Environment, write: (line: string) => void): RedisConnection {
  const target = redisTarget(z.object(redisSettings).check(obeys(redisRules)).parse(settings));
  const logger = createLogger({ process: "test", level: "info" }, { write });
  return connectRedis({ target, role: "request", outage: createRedisOutage(logger) });
}

/**
 * Connects as a process does by these settings. Resolves to `ready`, or else to the first line that it logs.
 * @param fits the first such line
 */
export async function reachRedis(settings: Environment, fits = /./): Promise<string> {
  const lines: string[] = [];
  const redis = connectAs(settings, (line) => void lines.push(line));
  try {
    return await until(
      () => `Redis, or a line like ${fits}, not ${lines.join("")}`,
      () => (redis.status === "ready" ? "ready" : lines.find((line) => fits.test(line))),
    );
  } finally {
    redis.disconnect();
  }
}
