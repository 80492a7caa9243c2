import { createHmac } from "node:crypto";
import { LRUCache } from "lru-cache";
import { deriveKey } from "./queue/envelope.ts";
import { keyPrefix } from "./queue/protocol.ts";
import { optionalAnswer, type RedisConnection } from "./queue/redis.ts";
import type { SealingKeys } from "./settings.ts";

const maxKeys = 50_000;

/** Accepts each key once per window, which starts when the key is accepted. Bounded: the oldest keys are evicted. */
export function createOncePerWindow(windowMs: number, perf: { now: () => number } = performance) {
  const accepted = new LRUCache<string, true>({ ...atMost(maxKeys), ttl: windowMs, perf, ttlResolution: 0 });
  return {
    /** Whether this is the first call for the key within the window. Remembers the key if so. */
    isFirst(key: string): boolean {
      if (accepted.has(key)) return false;
      accepted.set(key, true);
      return true;
    },
  };
}

/** Options of an `LRUCache` that keeps so many entries. With `max` it would take the memory of all when it is made. */
export const atMost = (entries: number) => ({ maxSize: entries, sizeCalculation: () => 1 });

/**
 * Lets each key through once per window, over all processes. Redis has an empty entry for each, named by an HMAC so
 * that it does not show whose it is, which expires with the window.
 * @param keys the ring; its first key makes the names
 * @param purpose part of the names in Redis
 */
export function createSharedOncePerWindow(options: {
  redis: RedisConnection;
  keys: SealingKeys;
  purpose: string;
  windowMs: number;
}) {
  const { redis, keys, purpose, windowMs } = options;
  const secret = deriveKey(keys[0].key, purpose);
  const local = createOncePerWindow(windowMs);

  return {
    /** The same in any process. Never rejects: while Redis does not answer, each process decides alone. */
    async isFirst(...parts: readonly string[]): Promise<boolean> {
      const name = createHmac("sha256", secret).update(JSON.stringify(parts)).digest("base64url");
      if (!local.isFirst(name)) return false;
      const set = redis.set(`${keyPrefix}:${purpose}:${name}`, "", "PX", windowMs, "NX");
      return (await optionalAnswer(set.then((answer) => answer === "OK"))) ?? true;
    },
  };
}
