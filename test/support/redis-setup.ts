import { findRedisServer } from "#test/bootstrap/find-redis.mjs";
import { localImages, makeRedisImage } from "#test/engine/local-images.ts";

/**
 * Runs once before the test files of a project, so that a missing redis-server is brought once, or is one clear line
 * and not one failure per file; and makes the image of Redis that is made here, not pulled.
 */
export async function setup(): Promise<void> {
  if (process.env.TEST_REDIS === "container") {
    if (process.env.TEST_REDIS_IMAGE === localImages.redis) await makeRedisImage();
    return;
  }
  await findRedisServer({ say: (line) => console.log(`[set-up] ${line}`) });
}
