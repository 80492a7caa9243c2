import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "#test/bootstrap/paths.mjs";

/** The text of a file of this repository, by its path from the root folder. */
export const fileText = (path: string): string => readFileSync(join(root, path), "utf8");
