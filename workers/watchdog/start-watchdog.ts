import { closeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { describeError, type Logger } from "#common/logger.ts";
import type { RedisTarget } from "#common/queue/redis-target.ts";
import { openOwnStat } from "./thread-cpu.ts";
import type { WatchdogData } from "./watchdog-thread.ts";

const beatEveryMs = 200;

export interface Watchdog {
  stop(): Promise<void>;
}

/**
 * Has a thread of this process watch its event loop, and end the process when one turn of the loop uses 3 s of
 * processor time: nothing in a stuck process can do that. Only on Linux; elsewhere it logs that it is off.
 */
export function startWatchdog(options: { target: RedisTarget; logger: Logger }): Watchdog {
  const { target, logger } = options;
  const stat = openOwnStat();
  if (stat === undefined) {
    logger.warn({ component: "watchdog" }, "no watchdog: this system does not tell the processor time of a thread");
    return { stop: async () => undefined };
  }
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const timer = setInterval(() => Atomics.add(beats, 0, 1), beatEveryMs).unref();
  const thread = new Worker(new URL("./watchdog-thread.ts", import.meta.url), {
    workerData: { beats, stat, target, logLevel: logger.level } satisfies WatchdogData,
  });
  thread.on("error", (error) => logger.error({ component: "watchdog", ...describeError(error) }, "the watchdog ended"));
  thread.unref();
  return {
    async stop() {
      clearInterval(timer);
      await thread.terminate();
      closeSync(stat);
    },
  };
}
