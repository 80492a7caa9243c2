import type { RedisSettings } from "#common/queue/redis-settings.ts";
import { type Check, notChecked } from "./check.ts";
import { type OpenRedis, openRedis, persistenceFinding } from "./redis.ts";

/** What the checks of Redis share with those of a process. */
interface RedisContext {
  settings: RedisSettings;
  /** Unix milliseconds. */
  now: () => number;
  /** Set by the check "redis" if it is `ok`. */
  redis?: OpenRedis;
}

/** The same for both processes. */
export const redisChecks: readonly Check<RedisContext>[] = [
  {
    check: "redis",
    needs: [],
    async find(context) {
      const { finding, opened } = await openRedis(context.settings, context.now);
      if (opened !== undefined) context.redis = opened;
      return finding;
    },
  },
  {
    check: "redis on disk",
    needs: ["redis"],
    find: ({ redis }) => (redis === undefined ? notChecked("no connection") : persistenceFinding(redis)),
  },
];
