import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "#test/bootstrap/paths.mjs";

/** Where the stage installs for itself what `programs/package.json` names: nothing else in the repository sees it. */
export const programsFolder = join(root, ".cache", "model-clients");

/** A file of what the stage installs. */
export const inPrograms = (path: string) => join(programsFolder, "node_modules", path);

/** Why a client is not there, as a skip says it. */
export function missingProgram(name: string, path: string): string | undefined {
  return existsSync(inPrograms(path))
    ? undefined
    : `${name} could not be installed on ${process.platform}-${process.arch}`;
}
