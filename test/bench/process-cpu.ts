import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { residentBytes } from "#workers/documents/process/resident-bytes.ts";

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** CPU milliseconds, user and system, that a process has used so far (Linux). */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field is the command in parentheses and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1_000;
}

/** Resident memory of a process in MB. */
export function residentMb(pid: number): number {
  return residentBytes(pid) / 1_048_576;
}
