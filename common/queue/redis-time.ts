import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Logger } from "#common/logger.ts";
import { askNodeWithKeys, type RedisConnection } from "./redis.ts";

/** Seconds and microseconds. */
const timeAnswer = z.tuple([z.coerce.number(), z.coerce.number()]);

const samplesEach = 5;
/** Time between samples with which even the first measurement shows whether Redis' clock goes. */
const sampleGapMs = 10;
/** What a round trip does not explain: a TIME that Redis reads a little before or after. */
const jitterMs = 10;

interface Sample {
  /** Milliseconds of this process' monotonic clock. */
  sentMs: number;
  receivedMs: number;
  /** Unix milliseconds. */
  redisMs: number;
}

/**
 * Whether Redis' clock went on between two samples: at no less than half and no more than twice the pace of the
 * monotonic clock. So it may be corrected, or be another server's after a failover, by half of the time in between.
 */
function goesOn(from: Sample, to: Sample): boolean {
  const went = to.redisMs - from.redisMs;
  const least = to.sentMs - from.receivedMs;
  const most = to.receivedMs - from.sentMs;
  return went >= least / 2 - jitterMs && went <= most * 2 + jitterMs;
}

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
  /**
   * Why nothing may depend on this time: the two clocks are more than a minute apart, or Redis' did not go on between
   * the last two measurements or within the last one. Undefined while it may.
   */
  problem(): string | undefined;
  /** Measures again. Rejects, and keeps the last measurement, when Redis does not answer. */
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
  let last: Sample | undefined;
  let redisMsAtStart = 0;
  let isGoing = true;
  let measuring: Promise<void> | undefined;

  async function sample(): Promise<Sample> {
    const sentMs = performance.now();
    const answer = await askNodeWithKeys(redis, (pipeline) => pipeline.time());
    const receivedMs = performance.now();
    onRoundTrip((receivedMs - sentMs) / 1_000);
    const [seconds, microseconds] = timeAnswer.parse(answer);
    return { sentMs, receivedMs, redisMs: seconds * 1_000 + microseconds / 1_000 };
  }

  async function measure(): Promise<void> {
    const first = await sample();
    const samples = [first];
    while (samples.length < samplesEach) {
      await delay(sampleGapMs);
      samples.push(await sample());
    }
    const [best = first] = samples.toSorted((a, b) => a.receivedMs - a.sentMs - (b.receivedMs - b.sentMs));
    isGoing = samples.every((one) => goesOn(last ?? first, one) && (one === first || goesOn(first, one)));
    last = samples.at(-1);
    redisMsAtStart = best.redisMs - (best.sentMs + best.receivedMs) / 2;
  }

  /** One at a time: what another finds meanwhile is later than its own first sample. */
  function refresh(): Promise<void> {
    measuring ??= measure().finally(() => {
      measuring = undefined;
    });
    return measuring;
  }

  await refresh();
  const redisNow = () => Math.round(performance.now() + redisMsAtStart);
  const offsetMs = () => redisNow() - now();
  return {
    now: redisNow,
    offsetMs,
    problem: () => (isGoing ? clockProblem(offsetMs(), "Redis'") : "Redis' clock stands still, or has jumped"),
    refresh,
  };
}

export interface ClockWatch {
  /** Why this process is not ready; empty while Redis' time can be relied on. */
  problems(): readonly string[];
  /** Measures and judges. Rejects, and leaves the judgement as it is, when Redis does not answer. */
  look(): Promise<void>;
  /** Tells the listener now, and whenever it changes, whether the last look found no problem. */
  follow(listener: (isRight: boolean) => void): void;
}

/**
 * Judges Redis' time: whoever controls Redis could make requests live on by it. Logs once when it can't be relied on,
 * and again when it can.
 */
export function watchClock(redisTime: RedisTime, logger: Pick<Logger, "error">): ClockWatch {
  const listeners: ((isRight: boolean) => void)[] = [];
  let isRight = true;

  function judge(): void {
    const found = redisTime.problem();
    if ((found === undefined) === isRight) return;
    isRight = found === undefined;
    const problem = found ?? `none any more: ${redisTime.offsetMs()} ms`;
    logger.error({ problem }, "this machine's clock against Redis'");
    for (const listener of listeners) listener(isRight);
  }

  judge();
  return {
    problems: () => [redisTime.problem() ?? []].flat(),
    look: () => redisTime.refresh().then(judge),
    follow(listener) {
      listeners.push(listener);
      listener(isRight);
    },
  };
}

/** Interval of workers, which look at each heartbeat. */
const everyMs = 5_000;

/** Looks every 5 s until `stop`, and whenever it is told to. */
export function lookRegularly(clock: Pick<ClockWatch, "look">): { look(): void; stop(): void } {
  const look = () => void clock.look().catch(() => undefined);
  const timer = setInterval(look, everyMs);
  return { look, stop: () => clearInterval(timer) };
}
