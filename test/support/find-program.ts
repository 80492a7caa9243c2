import { statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where a program lies that a shell would find. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders
    .map((folder) => join(folder, name))
    .find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
