import { createHmac } from "node:crypto";
import { createOncePerWindow } from "#common/once-per-window.ts";
import type { SealingKeys } from "#common/settings.ts";
import { deriveKey } from "./envelope.ts";
import { keyPrefix } from "./protocol.ts";
import type { RedisConnection } from "./redis.ts";
import { optionalAnswer } from "./redis-script.ts";

export interface SharedOncePerWindow {
  /**
   * Whether this is the first call for these parts within the window, in any process; remembers them if so. Never
   * rejects: while Redis does not answer, each process decides alone.
   */
  isFirst(...parts: readonly string[]): Promise<boolean>;
}

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
}): SharedOncePerWindow {
  const { redis, keys, purpose, windowMs } = options;
  const secret = deriveKey(keys[0].key, purpose);
  const local = createOncePerWindow(windowMs);

  return {
    async isFirst(...parts) {
      const name = createHmac("sha256", secret).update(JSON.stringify(parts)).digest("base64url");
      if (!local.isFirst(name)) return false;
      const set = redis.set(`${keyPrefix}:${purpose}:${name}`, "", "PX", windowMs, "NX");
      return (await optionalAnswer(set.then((answer) => answer === "OK"))) ?? true;
    },
  };
}
