import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const pathOf = (name: string) => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const programFolders = ["common", "workers", "node_modules"];

/** Above the memory that a document may take, so that whoever watches it notices before V8 gives up. */
const heapMegabytes = 256;
/** V8's own choice is 32 on a large machine, which makes 100 MB of memory that holds nothing, and no document faster. */
const youngMegabytes = 16;

/**
 * No files but the program's own, no processes, no threads, no native code, no code out of strings. (Node 24 has no flag
 * that takes the network away, nor the sending of signals.)
 */
const nodeFlags = [
  `--max-old-space-size=${heapMegabytes}`,
  `--max-semi-space-size=${youngMegabytes}`,
  "--disallow-code-generation-from-strings",
  "--permission",
  ...programFolders.map((name) => `--allow-fs-read=${pathOf(name)}/*`),
  `--allow-fs-read=${pathOf("package.json")}`,
];

/**
 * What the kernel is asked for first: when memory runs out it is this process that has to go; no core file, which would
 * hold a document; and 60 s of processor time in all, for one whose worker was killed while it read an endless document.
 */
const kernelLimits = 'echo 1000 >/proc/self/oom_score_adj; ulimit -c 0; ulimit -t 60; exec "$0" "$@"';

/**
 * Starts a process, `extractor-main.ts` unless told otherwise, with standard input for bytes and a channel for the rest. It
 * gets nothing of this process's environment; fewer arenas make the C library give back some 10 MB more.
 */
export function spawnExtractor(
  program: readonly string[] = [pathOf("workers/documents/process/extractor-main.ts")],
): ChildProcess {
  return spawn("/bin/sh", ["-c", kernelLimits, process.execPath, ...nodeFlags, ...program], {
    env: { MALLOC_ARENA_MAX: "2" },
    stdio: ["pipe", "ignore", "ignore", "ipc"],
  });
}
