import { openSync, readSync } from "node:fs";

/** The kernel counts in hundredths of a second, on every architecture. */
const tickMs = 10;
const maxStatBytes = 1_024;
/** `utime` and `stime` among the fields that follow the name, proc_pid_stat(5). */
const [userField, systemField] = [11, 12];

/** Processor time from the text of a thread's `stat`, in milliseconds. Its name, in brackets, may contain anything. */
export function cpuMsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[userField]) + Number(fields[systemField])) * tickMs;
}

/**
 * Opens the `stat` of the calling thread, for any thread of this process. Undefined where the kernel doesn't tell:
 * anywhere but on Linux.
 */
export function openOwnStat(): number | undefined {
  try {
    return openSync("/proc/thread-self/stat", "r");
  } catch {
    return undefined;
  }
}

/** Processor time so far of the thread that opened this `stat`. */
export function readCpuMs(stat: number): number {
  const buffer = Buffer.alloc(maxStatBytes);
  return cpuMsOf(buffer.toString("latin1", 0, readSync(stat, buffer, 0, maxStatBytes, 0)));
}
