import { Worker } from "node:worker_threads";
import { describeError, type Logger } from "#common/logger.ts";
import type { WatchdogData } from "./watchdog-thread.ts";

const beatEveryMs = 200;

/**
 * Has a thread of this process watch its event loop, and end the process when the loop stands still for 3 s of
 * processor time: nothing in a stuck process can do that. It watches to the end of the process, which it doesn't delay.
 */
export function startWatchdog(logger: Logger): void {
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  setInterval(() => Atomics.add(beats, 0, 1), beatEveryMs).unref();
  const thread = new Worker(new URL("./watchdog-thread.ts", import.meta.url), {
    workerData: { beats } satisfies WatchdogData,
  });
  thread.on("error", (error) => logger.error({ component: "watchdog", ...describeError(error) }, "the watchdog ended"));
  thread.unref();
}
