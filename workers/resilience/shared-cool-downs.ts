import { createHmac, hkdfSync } from "node:crypto";
import type { Redis } from "ioredis";
import { keyPrefix } from "#common/queue/protocol.ts";
import type { SealingKeys } from "#common/settings.ts";
import { type CoolDowns, createLocalCoolDowns } from "./cool-downs.ts";

/** A pause that is learned late costs one more 429; a Redis that hangs must not cost the call. */
const patienceMs = 250;

function inTime(work: Promise<number>): Promise<number> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(0), patienceMs);
    const settle = (remainingMs: number) => {
      clearTimeout(timer);
      resolve(remainingMs);
    };
    work.then(settle, () => settle(0));
  });
}

/**
 * Pauses that all workers keep together: a key in Redis for each, named by an HMAC so that it tells nobody whose it
 * is, and gone with the pause. Without Redis each process keeps its own.
 * @param keys the ring; the first key makes the names
 */
export function createSharedCoolDowns(options: { redis: Redis; keys: SealingKeys; now: () => number }): CoolDowns {
  const { redis, keys, now } = options;
  const local = createLocalCoolDowns(now);
  const secret = Buffer.from(hkdfSync("sha256", keys[0].key, Buffer.alloc(0), "cool-down", 32));
  const nameOf = (key: string) =>
    `${keyPrefix}:cooldown:${createHmac("sha256", secret).update(key).digest("base64url")}`;

  /** Redis counts down by its own clock, so that the workers' clocks need not agree. */
  async function remainingMs(pauses: readonly string[]): Promise<number> {
    const left = await Promise.all(pauses.map((key) => redis.pttl(nameOf(key))));
    return Math.max(0, ...left);
  }

  return {
    async endsAtMs(pauses) {
      const sharedMs = await inTime(remainingMs(pauses));
      return Math.max(local.endsAtMs(pauses), sharedMs > 0 ? now() + sharedMs : 0);
    },
    start(key, endsAtMs) {
      local.start(key, endsAtMs);
      const delayMs = Math.ceil(endsAtMs - now());
      if (delayMs <= 0) return;
      const name = nameOf(key);
      // Two steps, so that a shorter pause never cuts a longer one.
      redis
        .multi()
        .set(name, "1", "PX", delayMs, "NX")
        .pexpire(name, delayMs, "GT")
        .exec()
        .catch(() => undefined);
    },
  };
}
