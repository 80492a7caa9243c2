import { findRedisServer } from "#test/bootstrap/find-redis.mjs";

/**
 * Runs once before the test files of a project, so that a missing redis-server is brought once, or is one clear line
 * and not one failure per file.
 */
export async function setup(): Promise<void> {
  if (process.env.TEST_REDIS === "container") return;
  await findRedisServer({ say: (line) => console.log(`[set-up] ${line}`) });
}
