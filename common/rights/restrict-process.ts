import { resolve } from "node:path";
import type { Logger } from "#common/logger.ts";
import { compileCache, permissionFlags, type Rights } from "./permission-flags.ts";
import { v8Flags } from "./v8-flags.ts";

type Droppable = { drop?(scope: string, path?: string): void } | undefined;

/**
 * Starts this process again under Node's permission model and with our flags of V8, unless it already is under it. It
 * stays the same process, with its ID, environment, flags and open files. Call it before anything large is loaded.
 * @param settingsFile may be read too, to check its names
 */
export function restrictProcess(process: NodeJS.Process, rights: Rights, settingsFile?: string): void {
  const { execPath, execArgv, argv, env } = process;
  if (!isRestricted(process) && process.execve !== undefined) {
    const read = [...(rights.read ?? []), ...(settingsFile === undefined ? [] : [resolve(settingsFile)])];
    const flags = permissionFlags({ ...rights, read }, env);
    process.execve(execPath, [execPath, ...v8Flags, ...execArgv, ...flags, ...argv.slice(1)], env);
  }
  // For a process that somebody started with flags of their own: with a listener, the signal opens no debugger either.
  process.on("SIGUSR1", () => undefined);
  // Node itself writes what it compiles all the same. Somebody else could make the next process run other code.
  for (const folder of compileCache(env)) dropRight(process, "fs.write", folder);
}

/** Gives up, for good, a right that was needed for the start. */
export function dropRight(process: NodeJS.Process, scope: "fs.write" | "worker", path?: string): void {
  (process.permission as Droppable)?.drop?.(scope, path);
}

/** Logs once when this process may do everything, because this system can't start a process again. */
export function warnIfUnrestricted(process: NodeJS.Process, logger: Logger): void {
  if (!isRestricted(process)) logger.warn("this process runs without Node's permission model");
}

const isRestricted = ({ permission }: NodeJS.Process) => (permission as Droppable) !== undefined;
