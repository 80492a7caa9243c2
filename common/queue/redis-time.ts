import type { Redis } from "ioredis";

export interface RedisTime {
  /** Unix milliseconds of Redis' clock, estimated without a round trip. */
  now(): number;
  /** How far this machine's clock is behind (positive) or ahead (negative) of Redis'. */
  offsetMs(): number;
  /** Asks Redis again. Rejects when Redis does not answer; the last known offset stays. */
  refresh(): Promise<void>;
}

/**
 * Keeps the offset between this machine's clock and Redis', so that expiry means the same on every machine.
 * The offset is taken at the middle of the round trip.
 */
export async function createRedisTime(redis: Redis, now: () => number): Promise<RedisTime> {
  let offsetMs = 0;

  async function refresh(): Promise<void> {
    const before = now();
    const [seconds, microseconds] = await redis.time();
    const middle = (before + now()) / 2;
    offsetMs = Math.round(Number(seconds) * 1_000 + Number(microseconds) / 1_000 - middle);
  }

  await refresh();
  return { now: () => now() + offsetMs, offsetMs: () => offsetMs, refresh };
}
