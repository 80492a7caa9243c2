import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { heapGrowthPercent, heapMegabytes, processorSeconds, youngGenerationMegabytes } from "./limits.ts";

/** Absolute path of a file or folder of the project. */
export const pathOf = (name: string) => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
/** All that a process that reads documents needs of the project. */
export const programFolders = ["common", "workers", "node_modules"].map(pathOf);
export const programFile = pathOf("package.json");

/**
 * Forbids files other than the program's own, child processes, threads, native code and code from strings. The network
 * and signals are for the sandbox: Node 24 has no flag for them.
 */
const nodeFlags = [
  `--max-old-space-size=${heapMegabytes}`,
  `--max-semi-space-size=${youngGenerationMegabytes}`,
  `--heap-growing-percent=${heapGrowthPercent}`,
  "--disallow-code-generation-from-strings",
  // WebAssembly runs as it was compiled at first: the second compiler takes 40 MB, and its time is more than it saves.
  "--liftoff-only",
  // pdf.js leaves promises of damaged documents behind that reject, which would end the process, maybe in its next one.
  "--unhandled-rejections=none",
  // Signals open no debugger either without the right to use the inspector.
  "--permission",
  // SQLite heeds no permission of files.
  "--no-experimental-sqlite",
  ...programFolders.map((folder) => `--allow-fs-read=${folder}/*`),
  `--allow-fs-read=${programFile}`,
];

/**
 * Set by the shell before Node starts: the kernel's OOM killer picks this process first, there are no core dumps, which
 * would contain a document, and processor time is limited. With 0 in place of 1 byte the kernel would still give a dump
 * to a program that collects them.
 */
const kernelLimits = [
  "echo 1000 >/proc/self/oom_score_adj",
  "prlimit --core=1 --pid $$ || ulimit -c 0",
  `ulimit -t ${processorSeconds}`,
  'exec "$0" "$@"',
].join("; ");

/**
 * Environment of a reader. Fewer malloc arenas make the C library return about 10 MB more to the system. Node ends
 * where it may not read the configuration of OpenSSL, which a reader doesn't use.
 */
export const readerEnvironment = { MALLOC_ARENA_MAX: "2", OPENSSL_CONF: "" };

export type SpawnedExtractor = ReturnType<typeof spawnExtractor>;

/** Kills a reader and whatever it has started, also when it has ended itself. */
export function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody is left to kill.
  }
}

/**
 * Starts a child process, by default `extractor-main.ts`, in a sandbox where there is one (`find-sandbox.ts`). It
 * inherits no environment variables. It gets no IPC channel, in which Node itself obeys what a process says: that could
 * end this one.
 */
export function spawnExtractor({
  program = [pathOf("workers/documents/process/extractor-main.ts")],
  sandbox = [],
}: {
  program?: readonly string[];
  sandbox?: readonly string[];
} = {}) {
  const child = spawn("/bin/sh", ["-c", kernelLimits, ...sandbox, process.execPath, ...nodeFlags, ...program], {
    env: readerEnvironment,
    stdio: ["pipe", "ignore", "ignore", "pipe"],
    detached: true,
  });
  const [documents, , , answers] = child.stdio;
  return {
    /** Leads a process group of its own. */
    child,
    /** Standard input of the reader. */
    documents: documents as Writable,
    /** File descriptor 3 of the reader. */
    answers: answers as Readable,
  };
}
