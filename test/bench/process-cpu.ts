import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { childrenOf } from "#test/support/process-family.ts";
import { residentBytes } from "#test/support/resident-bytes.ts";

export const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** Two neighbouring counters of `/proc/PID/stat`, added up, in milliseconds. */
function statMs(pid: number, field: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field is the command in parentheses and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[field]) + Number(fields[field + 1])) / ticksPerSecond) * 1_000;
}

/** CPU milliseconds, user and system, that a process has used so far (Linux). */
export function cpuMs(pid: number): number {
  return statMs(pid, 11);
}

/** CPU milliseconds of all processes that this one has started, ended ones included. */
export function childrenCpuMs(): number {
  return childrenOf(process.pid)
    .map(cpuMs)
    .reduce((sum, ms) => sum + ms, statMs(process.pid, 13));
}

/** Resident memory of a process in MB. */
export function residentMb(pid: number): number {
  return residentBytes(pid) / 1_048_576;
}
