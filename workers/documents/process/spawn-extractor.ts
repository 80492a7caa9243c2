import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { heapMegabytes, processorSeconds, youngGenerationMegabytes } from "./limits.ts";

/** Of a file in the project. */
const pathOf = (name: string) => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const programFolders = ["common", "workers", "node_modules"];

/**
 * No files but the program's own, no processes, no threads, no native code, no code out of strings. (Node 24 has no flag
 * that takes the network away, nor the sending of signals.)
 */
const nodeFlags = [
  `--max-old-space-size=${heapMegabytes}`,
  `--max-semi-space-size=${youngGenerationMegabytes}`,
  "--disallow-code-generation-from-strings",
  "--permission",
  ...programFolders.map((name) => `--allow-fs-read=${pathOf(name)}/*`),
  `--allow-fs-read=${pathOf("package.json")}`,
];

/**
 * What the kernel is asked for first: when memory runs out it is this process that has to go; no core file, which would
 * hold a document; and an end of its processor time.
 */
const kernelLimits = `echo 1000 >/proc/self/oom_score_adj; ulimit -c 0; ulimit -t ${processorSeconds}; exec "$0" "$@"`;

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
