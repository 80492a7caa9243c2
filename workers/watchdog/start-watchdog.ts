import { Worker } from "node:worker_threads";
import { describeError, type Logger } from "#common/logger.ts";
import type { WatchdogData } from "./watchdog-thread.ts";

const beatEveryMs = 200;

export interface Watchdog {
  stop(): Promise<void>;
}

/**
 * Has a thread of this process watch its event loop, and end the process when the loop stands still for 3 s of
 * processor time: nothing in a stuck process can do that.
 */
export function startWatchdog(logger: Logger): Watchdog {
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const timer = setInterval(() => Atomics.add(beats, 0, 1), beatEveryMs).unref();
  const thread = new Worker(new URL("./watchdog-thread.ts", import.meta.url), {
    workerData: { beats } satisfies WatchdogData,
  });
  thread.on("error", (error) => logger.error({ component: "watchdog", ...describeError(error) }, "the watchdog ended"));
  thread.unref();
  return {
    async stop() {
      clearInterval(timer);
      await thread.terminate();
    },
  };
}
