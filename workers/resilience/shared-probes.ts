import { keyPrefix } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import type { Leave } from "./gate.ts";
import { maxPauseMs } from "./retry-after.ts";

/**
 * The longest pause, and as long again: if nobody asks for so long, whoever comes then need not be a probe. Anybody can
 * name a mailbox, so there may be as many of these as there are requests in that time.
 */
const probeTtlMs = 2 * maxPauseMs;

/**
 * The probes that all workers share in Redis: that one is due for a scope or tenant after a long pause, and until when
 * the one that is under way is waited for, which `gate-script.ts` writes.
 */
export function createSharedProbes(options: {
  redis: RedisConnection;
  nameOf: (key: string) => string;
  logFailure: (error: unknown) => void;
}) {
  const { redis, nameOf, logFailure } = options;
  const keyOf = (key: string) => `${keyPrefix}:graph:probe:${nameOf(key)}`;
  return {
    keyOf,
    expect: (key: string) => void redis.set(keyOf(key), "0", "PX", probeTtlMs).catch(logFailure),
    /** What ends a probe of these scopes: unless it was answered, the next request is one. */
    leaving(keys: readonly string[]): Leave {
      return () => {
        for (const key of keys) redis.call("SET", keyOf(key), "0", "XX", "KEEPTTL").catch(logFailure);
      };
    },
    end: (keys: readonly string[]) => void redis.del(...keys.map(keyOf)).catch(logFailure),
  };
}
