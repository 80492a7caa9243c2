import type { Logger } from "#common/logger.ts";
import type { RedisTime } from "./redis-time.ts";

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

/** As often as workers look, which do so at each heartbeat. */
const everyMs = 5_000;

/** Looks every 5 s until `stop`, and whenever it is told to. */
export function lookRegularly(clock: Pick<ClockWatch, "look">): { look(): void; stop(): void } {
  const look = () => void clock.look().catch(() => undefined);
  const timer = setInterval(look, everyMs);
  return { look, stop: () => clearInterval(timer) };
}
