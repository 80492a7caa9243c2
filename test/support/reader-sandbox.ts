import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "#test/bootstrap/paths.mjs";
import { findProgram } from "./find-program.ts";

/** The names in the list from which the Dockerfile makes a filter. */
export const forbiddenSyscalls = readFileSync(join(root, "workers/documents/process/forbidden-syscalls.txt"), "utf8")
  .trim()
  .split("\n");

/** Why this machine can't make the filter that the image has. */
export const noSandbox = ["enosys", "setpriv"].every((name) => findProgram(name) !== undefined)
  ? undefined
  : "enosys and setpriv are not on the PATH (Debian 13: apt-get install util-linux-extra)";

/** Why readers on this machine can't have the whole sandbox. */
export const noLandlock = noSandbox ?? landlockProblem();

function landlockProblem(): string | undefined {
  const { status, stderr } = spawnSync("setpriv", ["--landlock-access", "fs:write-file", "true"], { encoding: "utf8" });
  return status === 0 ? undefined : `the kernel, its container engine or setpriv has no Landlock: ${stderr.trim()}`;
}

/** Makes the filter, as the Dockerfile does. */
export function makeSandbox(file: string): void {
  execFileSync(process.execPath, [join(root, "workers/documents/process/write-filter.ts"), file]);
}

/** The system calls of this machine's architecture, by name. */
export function systemCalls(): Map<string, number> {
  const rows = execFileSync("enosys", ["--list"], { encoding: "utf8" }).trim().split("\n");
  return new Map(rows.map((row) => row.trim().split(/\s+/)).map(([number, name = ""]) => [name, Number(number)]));
}
