import { readFileSync } from "node:fs";

/** Ids of the processes that a process started, from its main thread, and that still run (Linux). */
export function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
}
