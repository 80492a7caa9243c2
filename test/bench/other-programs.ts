import { readFileSync } from "node:fs";
import { childrenCpuMs, cpuMs, ticksPerSecond } from "./process-cpu.ts";
import { type Claim, rounded } from "./result-file.ts";

/** Of all processors, user and system, idle time left out (`/proc/stat`: user, nice, system, idle, iowait, …). */
function busyMs(): number {
  const [user = 0, nice = 0, system = 0] = readFileSync("/proc/stat", "utf8").split(/\s+/).slice(1).map(Number);
  return ((user + nice + system) / ticksPerSecond) * 1_000;
}

/** From now on; the result is how many cores all programs kept busy but this bench and what it started. */
export function watchOtherPrograms(): () => number {
  const read = () => ({ atMs: performance.now(), otherMs: busyMs() - cpuMs(process.pid) - childrenCpuMs() });
  const before = read();
  return () => {
    const { atMs, otherMs } = read();
    return rounded(Math.max(0, otherMs - before.otherMs) / (atMs - before.atMs));
  };
}

/** How busy the machine was otherwise, in words for the result. */
export const otherProgramsClaim = (measured: number): Claim => ({
  says: "cores that other programs of the machine kept busy meanwhile",
  measured,
  unit: "cores",
});
