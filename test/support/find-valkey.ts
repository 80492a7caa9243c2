import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "#test/bootstrap/paths.mjs";

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A valkey-server: from PATH, or where `.ci/run` puts Debian's. Undefined when there is none. */
export function findValkey(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return [...folders, join(root, ".cache/valkey")].map((folder) => join(folder, "valkey-server")).find(isProgram);
}
