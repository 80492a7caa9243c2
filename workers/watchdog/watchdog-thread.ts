import { write } from "node:fs";
import { workerData } from "node:worker_threads";
import { createLogger } from "#common/logger.ts";

/** What can be seen of an event loop from another thread. */
export interface LoopReading {
  /** Grows in every turn of the loop in which its timer is due. */
  beats: number;
  /** Processor time of the process so far. */
  cpuMs: number;
}

/** How often the thread looks. */
export const lookEveryMs = 250;
const stuckMs = 3_000;

/**
 * Judges an event loop by looks at it, `lookEveryMs` apart: it is stuck when it stood still for 3 s by the looks that
 * were taken, and the process used 3 s of processor time meanwhile. A process that is suspended takes no looks, and one
 * that is starved or asleep uses no processor time, so neither is ever stuck.
 */
export function createLoopWatch(): (reading: LoopReading) => boolean {
  let turn: LoopReading | undefined;
  let looks = 0;
  return function isStuck(reading) {
    if (reading.beats !== turn?.beats) {
      turn = reading;
      looks = 0;
      return false;
    }
    looks += 1;
    return looks * lookEveryMs >= stuckMs && reading.cpuMs - turn.cpuMs >= stuckMs;
  };
}

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
