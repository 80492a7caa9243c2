import { workerData } from "node:worker_threads";
import type { RedisTarget } from "#common/queue/redis-target.ts";
import { createLoopWatch } from "./loop-watch.ts";
import type { Suspect } from "./suspect-current-run.ts";
import { readCpuMs } from "./thread-cpu.ts";

/** What the main thread gives to the watchdog's thread. */
export interface WatchdogData {
  target: RedisTarget;
  logLevel: string;
  /** One number, which the event loop increments. */
  beats: Int32Array<SharedArrayBuffer>;
  /** The open `stat` of the main thread. */
  stat: number;
}

const lookEveryMs = 250;
/** Whatever becomes of the log line. */
const endWithinMs = 1_500;

/** Looks at the main thread for as long as the process lives. What is rarely needed is loaded when it is. */
function watch({ beats, stat, target, logLevel }: WatchdogData): void {
  const judge = createLoopWatch();
  let suspected: Promise<Suspect> | undefined;

  async function suspect(): Promise<Suspect> {
    const { suspectCurrentRun } = await import("./suspect-current-run.ts");
    return await suspectCurrentRun({ target, logLevel });
  }
  async function sayWhy(): Promise<void> {
    const { logEnd } = await import("./log-end.ts");
    await logEnd(suspected, logLevel);
  }
  const kill = () => process.kill(process.pid, "SIGKILL");

  const timer = setInterval(() => {
    const verdict = judge({ nowMs: performance.now(), beats: Atomics.load(beats, 0), cpuMs: readCpuMs(stat) });
    if (verdict === "running") return;
    if (verdict === "held-up") {
      suspected = suspect();
      // Without a suspect, the end is logged without one.
      suspected.catch(() => undefined);
      return;
    }
    clearInterval(timer);
    setTimeout(kill, endWithinMs);
    sayWhy().then(kill, kill);
  }, lookEveryMs);
}

// The image is built by loading each file once, in a main thread.
if (workerData !== null) watch(workerData as WatchdogData);
