import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { pathOf } from "./spawn-extractor.ts";

/** The command that starts a program without `forbidden-syscalls.txt`, or why there is none. */
export type Cage = { command: readonly string[] } | { problem: string };

/** Of util-linux, from 2.41 on with filters. The environment of a reader has no PATH. */
const setpriv = "/usr/bin/setpriv";

/**
 * A cage for processes that read documents: the kernel refuses them the network, signals, a look into other processes
 * and new privileges (seccomp), whatever code runs in them. Tried once, because whether it can be had depends on the
 * image, the container engine and the kernel.
 * @param filter by default the one that the Dockerfile makes for the architecture of its image
 */
export async function findCage(filter: string = pathOf("reader-cage.bpf")): Promise<Cage> {
  if (!existsSync(filter)) return { problem: "there is no filter: only the image has one" };
  const options = ["--no-new-privs", "--seccomp-filter", filter];
  try {
    await promisify(execFile)(setpriv, [...options, process.execPath, "--version"]);
    return { command: [setpriv, ...options] };
  } catch (error) {
    const { code } = error as { code?: unknown };
    return { problem: `setpriv with the filter ends with ${code}` };
  }
}
