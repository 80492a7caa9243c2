import { z } from "zod";
import { askNodeWithKeys, type RedisConnection } from "./redis.ts";

/** Seconds and microseconds. */
const timeAnswer = z.tuple([z.coerce.number(), z.coerce.number()]);

const samplesEach = 5;

/** Beyond this, expiry and token checks can't be trusted. */
const maxOffsetMs = 60_000;

/**
 * Why this machine's clock, or the other, is wrong; undefined if they agree within a minute.
 * @param offsetMs how far this machine's clock is behind (positive) or ahead (negative)
 */
export function clockProblem(offsetMs: number, whose: string): string | undefined {
  if (Math.abs(offsetMs) <= maxOffsetMs) return undefined;
  const seconds = Math.round(Math.abs(offsetMs) / 1_000);
  return `this machine's clock is ${seconds} s ${offsetMs > 0 ? "behind" : "ahead of"} ${whose}`;
}

export interface RedisTime {
  /** Unix milliseconds of Redis' clock, estimated without a round trip. */
  now(): number;
  /** How far this machine's clock is behind (positive) or ahead (negative) of Redis'. */
  offsetMs(): number;
  /** Measures again. Rejects, and keeps the last offset, when Redis does not answer. */
  refresh(): Promise<void>;
}

/**
 * Keeps Redis' time, so that deadlines mean the same on every machine. Between two measurements it advances by this
 * process' monotonic clock, not by the machine's, whose correction by minutes would move deadlines. A measurement takes
 * the middle of the shortest of several round trips, since one may take long under load.
 * @param now this machine's clock
 * @param onRoundTrip called with the duration of each round trip, which every command of this process needs at least
 */
export async function createRedisTime(
  redis: RedisConnection,
  now: () => number,
  onRoundTrip: (seconds: number) => void = () => undefined,
): Promise<RedisTime> {
  let redisMsAtStart = 0;

  async function sample(): Promise<{ redisMsAtStart: number; roundTripMs: number }> {
    const before = performance.now();
    const answer = await askNodeWithKeys(redis, (pipeline) => pipeline.time());
    const after = performance.now();
    onRoundTrip((after - before) / 1_000);
    const [seconds, microseconds] = timeAnswer.parse(answer);
    const redisMs = seconds * 1_000 + microseconds / 1_000;
    return { redisMsAtStart: redisMs - (before + after) / 2, roundTripMs: after - before };
  }

  async function refresh(): Promise<void> {
    const samples = [];
    for (let count = 0; count < samplesEach; count += 1) samples.push(await sample());
    const [best] = samples.toSorted((a, b) => a.roundTripMs - b.roundTripMs);
    if (best !== undefined) redisMsAtStart = best.redisMsAtStart;
  }

  await refresh();
  const redisNow = () => Math.round(performance.now() + redisMsAtStart);
  return { now: redisNow, offsetMs: () => redisNow() - now(), refresh };
}
