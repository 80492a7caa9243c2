import { spawn } from "node:child_process";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";

/** Answers a process ID, on a line, by how many bytes of it are resident: 0 where there is no such process. */
const program = `page=$(getconf PAGESIZE || echo 4096)
while read -r pid; do
  pages=0
  read -r size pages others </proc/$pid/statm
  echo $((pages * page))
done`;

type Meter = (pid: number) => Promise<number>;

/** Starts a process that ends with this one, and doesn't keep this one from ending. */
function startMeter(onEnd: () => void): Meter {
  const child = spawn("/bin/sh", ["-c", program], { env: {}, stdio: ["pipe", "pipe", "ignore"] });
  const asked: ((bytes: number) => void)[] = [];
  const end = () => {
    onEnd();
    for (const answer of asked.splice(0)) answer(0);
  };
  child.on("error", end);
  child.on("close", end);
  // Shows up as the end of the process.
  child.stdin.on("error", () => undefined);
  createInterface({ input: child.stdout }).on("line", (line) => asked.shift()?.(Number(line)));
  child.unref();
  for (const stream of [child.stdin, child.stdout]) (stream as Socket).unref();
  return function ask(pid) {
    const { promise, resolve } = Promise.withResolvers<number>();
    asked.push(resolve);
    child.stdin.write(`${pid}\n`);
    return promise;
  };
}

let meter: Meter | undefined;

/**
 * Resident memory of a process (Linux). 0 for one that has ended, without `/proc`, and when it can't be found out.
 *
 * One small process finds it out for all that are asked for: under Node's permission model a right to read in `/proc`
 * would be a right to read every file, by way of `/proc/self/root`.
 */
export function residentBytes(pid: number): Promise<number> {
  meter ??= startMeter(() => {
    meter = undefined;
  });
  return meter(pid);
}
