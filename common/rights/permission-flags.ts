import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { commonFileSettings } from "#common/file-settings.ts";

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
/** For the metrics about this process. */
const aboutItself = ["/proc/self/fd", "/proc/self/limits", "/proc/self/stat", "/proc/self/status"];

/** Node reads the cache only where it might write to it as well. */
export function compileCache({ NODE_COMPILE_CACHE: folder }: Environment): string[] {
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
    // It may be a symbolic link, which modules are loaded by way of.
    realpathSync(resolve(root, "node_modules")),
    ...filesOf([...commonFileSettings, ...readSettings], environment),
    ...aboutItself,
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
