import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { Logger } from "#common/logger.ts";
import { commonFileSettings } from "./settings-file.ts";

/** Flags of V8 for gateways and workers: docs/decisions/performance.md has what each saves. */
export const v8Flags: readonly string[] = [
  "--heap-growing-percent=200",
  "--no-memory-reducer",
  "--max-semi-space-size=64",
  "--scavenger-max-new-space-capacity-mb=8",
];

/** What one process needs, in addition to what both do. */
export interface Rights {
  /** Files and folders of the program, from its root. */
  program: readonly string[];
  /** Settings that name a file to read. */
  readSettings?: readonly string[];
  /** Settings that name a file to read and append to. */
  writeSettings?: readonly string[];
  /** Other files to read, by their absolute paths. */
  read?: readonly string[];
  allow?: readonly ("child-process" | "worker")[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

const root = resolve(import.meta.dirname, "../..");
const metricsFiles = ["/proc/self/fd", "/proc/self/limits", "/proc/self/stat", "/proc/self/status"];

/** Node reads the cache only where it might write to it as well. */
function compileCache({ NODE_COMPILE_CACHE: folder }: Environment): string[] {
  return folder ? [`${resolve(folder)}/*`] : [];
}

function filesOf(names: readonly string[], environment: Environment): string[] {
  return names.flatMap((name) => (environment[name] ? [resolve(environment[name])] : []));
}

/**
 * Node's flags for a process that may read the program and the files that its settings name, write to what it appends
 * to, and nothing else; no signal opens its debugger. Node compares paths as they are written: a file is also allowed
 * when it doesn't exist yet, or when a symbolic link leads to it. SQLite, which heeds no permission of files, is off.
 */
export function permissionFlags(rights: Rights, environment: Environment): string[] {
  const { program, readSettings = [], writeSettings = [], read = [], allow = [] } = rights;
  const written = [...filesOf(writeSettings, environment), ...compileCache(environment)];
  const readable = [
    ...["common", "package.json", ...program].map((name) => resolve(root, name)),
    // `node_modules` may be a symbolic link, which modules are loaded by way of.
    realpathSync(resolve(root, "node_modules")),
    ...filesOf([...commonFileSettings, ...readSettings], environment),
    ...metricsFiles,
    ...read,
    ...written,
  ];
  return [
    "--permission",
    "--disable-sigusr1",
    "--no-experimental-sqlite",
    ...["PERM0002", "PERM0006"].map((code) => `--disable-warning=${code}`),
    ...allow.map((right) => `--allow-${right}`),
    ...readable.map((path) => `--allow-fs-read=${path}`),
    ...written.map((path) => `--allow-fs-write=${path}`),
  ];
}

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
  // A listener keeps the signal from opening a debugger, where somebody started the process with flags of their own.
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
