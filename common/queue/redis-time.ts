import { z } from "zod";
import { askWhereOurKeysAre, type RedisConnection } from "./redis.ts";

/** Seconds and microseconds. */
const timeAnswer = z.tuple([z.coerce.number(), z.coerce.number()]);

const samplesEach = 5;

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
 * The offset is taken at the middle of the shortest of several round trips: in a busy moment one may take long. Each
 * round trip is also told to `onRoundTrip`: it is what every command of this process has to wait.
 */
export async function createRedisTime(
  redis: RedisConnection,
  now: () => number,
  onRoundTrip: (seconds: number) => void = () => undefined,
): Promise<RedisTime> {
  let offsetMs = 0;

  async function sample(): Promise<{ offsetMs: number; roundTripMs: number }> {
    const before = now();
    const start = performance.now();
    const answer = await askWhereOurKeysAre(redis, (pipeline) => pipeline.time());
    onRoundTrip((performance.now() - start) / 1_000);
    const after = now();
    const [seconds, microseconds] = timeAnswer.parse(answer);
    const redisMs = seconds * 1_000 + microseconds / 1_000;
    return { offsetMs: Math.round(redisMs - (before + after) / 2), roundTripMs: after - before };
  }

  async function refresh(): Promise<void> {
    const samples = [];
    for (let count = 0; count < samplesEach; count += 1) samples.push(await sample());
    const [best] = samples.toSorted((a, b) => a.roundTripMs - b.roundTripMs);
    if (best !== undefined) offsetMs = best.offsetMs;
  }

  await refresh();
  return { now: () => now() + offsetMs, offsetMs: () => offsetMs, refresh };
}
