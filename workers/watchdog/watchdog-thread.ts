import { write } from "node:fs";
import { workerData } from "node:worker_threads";
import { createLogger } from "#common/logger.ts";
import { createLoopWatch, lookEveryMs } from "./loop-watch.ts";

/** What the main thread gives to the watchdog's thread. */
export interface WatchdogData {
  /** One number, which the event loop increments. */
  beats: Int32Array<SharedArrayBuffer>;
}

const stderr = 2;
/** Whoever reads the log may have stopped. */
const writeWithinMs = 500;

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Looks at the main thread for as long as the process lives. */
function watch({ beats }: WatchdogData): void {
  const isStuck = createLoopWatch();
  const kill = () => process.kill(process.pid, "SIGKILL");
  // The main thread, by which a thread logs otherwise, is stuck.
  const logger = createLogger({ process: "workers", level: "fatal" }, { write: (line) => write(stderr, line, kill) });

  const timer = setInterval(() => {
    if (!isStuck({ beats: Atomics.load(beats, 0), cpuMs: cpuMs() })) return;
    clearInterval(timer);
    setTimeout(kill, writeWithinMs);
    const message = "the event loop stood still for 3 s of processor time: this process is ended";
    logger.fatal({ component: "watchdog" }, message);
  }, lookEveryMs);
}

// The image is built by loading each file once, in a main thread.
if (workerData !== null) watch(workerData as WatchdogData);
