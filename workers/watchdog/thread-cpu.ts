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
 * Reads the processor time of this process' main thread, from any of its threads. Undefined where the kernel doesn't
 * tell: anywhere but on Linux.
 */
export function openMainThreadCpu(): (() => number) | undefined {
  let file: number;
  try {
    file = openSync(`/proc/self/task/${process.pid}/stat`, "r");
  } catch {
    return undefined;
  }
  const buffer = Buffer.alloc(maxStatBytes);
  return () => cpuMsOf(buffer.toString("latin1", 0, readSync(file, buffer, 0, maxStatBytes, 0)));
}
