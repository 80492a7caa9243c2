import type { Logger } from "#common/logger.ts";
import { clockProblem, type RedisTime } from "#common/queue/redis-time.ts";

const refreshMs = 30_000;

export interface ClockWatch {
  /** Why this gateway is not ready; empty while the clock is right. */
  problems(): readonly string[];
  /** Compares the clocks now, without waiting for the next 30 s. */
  look(): void;
  stop(): void;
}

/**
 * Compares this machine's clock with Redis' every 30 s. Logs once when it is more than a minute off, and again when it
 * is right.
 */
export function watchClock(redisTime: RedisTime, logger: Logger): ClockWatch {
  const find = () => clockProblem(redisTime.offsetMs(), "Redis'");
  let wasOff = false;
  const check = () => {
    const isOff = find() !== undefined;
    if (isOff !== wasOff)
      logger.error({ problem: `${redisTime.offsetMs()} ms` }, "this machine's clock against Redis'");
    wasOff = isOff;
  };
  check();
  const look = () => void redisTime.refresh().then(check, () => undefined);
  const timer = setInterval(look, refreshMs);
  return {
    problems: () => [find() ?? []].flat(),
    look,
    stop: () => clearInterval(timer),
  };
}
