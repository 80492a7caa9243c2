import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder, absolute. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where npm puts the programs of this project's packages. */
export const programs = join(root, "node_modules", ".bin");

/** Node arguments that make a process end with its parent. */
export const watchdog = ["--import", new URL("./end-with-parent.mjs", import.meta.url).href];
