import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "#test/bootstrap/paths.mjs";
import { findProgram } from "./find-program.ts";

/** Where `.ci/run` puts Debian's. */
const brought = join(root, ".cache/valkey/valkey-server");

/** A valkey-server: from PATH, or the one that was brought. Undefined when there is none. */
export const findValkey = (): string | undefined =>
  findProgram("valkey-server") ?? (existsSync(brought) ? brought : undefined);
