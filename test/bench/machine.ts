import { execFileSync } from "node:child_process";
import { availableParallelism, cpus, loadavg, release, totalmem } from "node:os";

/** What every result file says of the machine that it came from. */
export function describeMachine() {
  return {
    at: new Date().toISOString(),
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    loadAverageAtStart: loadavg().map((load) => Math.round(load * 100) / 100),
  };
}

/** The machine in one line. */
export function machineLine(
  machine: Pick<ReturnType<typeof describeMachine>, "cores" | "cpu" | "node" | "at" | "commit">,
): string {
  const { cores, cpu, node, at, commit } = machine;
  return `${cores} cores of ${cpu.replaceAll("(R)", "")}, Node ${node}, ${at.slice(0, 10)}, commit ${commit}`;
}
