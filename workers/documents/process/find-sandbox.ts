import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { pathOf, programFile, programFolders, readerEnvironment } from "./spawn-extractor.ts";

export const sandboxKinds = ["whole", "without Landlock", "none"] as const;

/** What starts a program in a sandbox, and what a worker has to say about it. */
export interface Sandbox {
  kind: (typeof sandboxKinds)[number];
  /** Empty where there is no sandbox. */
  command: readonly string[];
  lack?: { message: string; problem: string };
}

/** Program of util-linux, from 2.41 on with filters and Landlock. The environment of a reader has no PATH. */
const setpriv = "/usr/bin/setpriv";

/**
 * All accesses of the first version of Landlock (Linux 5.13), each forbidden where no rule allows it. Of the later
 * ones, `refer` is always forbidden, and `truncate` is among the forbidden system calls.
 */
const accesses = [
  ...["execute", "write-file", "read-file", "read-dir", "remove-dir", "remove-file"],
  ...["char", "dir", "reg", "sock", "fifo", "block", "sym"].map((kind) => `make-${kind}`),
];

/**
 * Files can be read of the program, Node and `/usr`, and none written. With any such limit the kernel also refuses the
 * memory and the environment of processes outside of it, in `/proc` too, which a filter of system calls can't tell
 * apart.
 */
const fileLimits = [
  ["--landlock-access", `fs:${accesses}`],
  ...["/usr", ...programFolders].map((folder) => [
    "--landlock-rule",
    `path-beneath:execute,read-file,read-dir:${folder}`,
  ]),
  ["--landlock-rule", `path-beneath:execute,read-file:${process.execPath}`],
  ["--landlock-rule", `path-beneath:read-file:${programFile}`],
].flat();

/** Why Node doesn't start by this command. */
async function problemOf([program = "", ...options]: readonly string[]): Promise<string | undefined> {
  try {
    await promisify(execFile)(program, [...options, process.execPath, "--eval", ""], { env: readerEnvironment });
    return undefined;
  } catch (error) {
    const { code } = error as { code?: unknown };
    return `ends with ${code}`;
  }
}

function noSandbox(problem: string): Sandbox {
  return { kind: "none", command: [], lack: { message: "documents are read without a sandbox", problem } };
}

/**
 * A sandbox for processes that read documents, whatever code runs in them: the kernel refuses it the network,
 * signals, a look into other processes, processes of its own and new privileges (seccomp), and files that it doesn't
 * need (Landlock); and ends it with the worker. Tried
 * once, because whether it can be had depends on the image, the container engine and the kernel. Where only Landlock
 * can't, the sandbox is without it.
 * @param filter by default the one that the Dockerfile makes for the architecture of its image
 */
export async function findSandbox(
  filter: string = pathOf("reader-sandbox.bpf"),
  limits = fileLimits,
): Promise<Sandbox> {
  if (!existsSync(filter)) return noSandbox("there is no filter: the image has one, and `npm run sandbox` makes one");
  // The signal is set first, because the filter keeps it from being changed.
  const filtered = [setpriv, "--pdeathsig", "KILL", setpriv, "--no-new-privs", "--seccomp-filter", filter];
  const whole = [...filtered, ...limits];
  const problem = await problemOf(whole);
  if (problem === undefined) return { kind: "whole", command: whole };
  const worse = await problemOf(filtered);
  if (worse !== undefined) return noSandbox(`setpriv with the filter ${worse}`);
  const lack = {
    message: "documents are read in a sandbox without Landlock",
    problem: `setpriv with rules for files ${problem}: Landlock needs Linux 5.13 and an engine that allows it`,
  };
  return { kind: "without Landlock", command: filtered, lack };
}
