import { resolve } from "node:path";

/** Node's flags to load a file of this folder before a gateway or worker, with the right to read what it imports. */
export const preloadFlags = (name: "catalog-of" | "large-result"): readonly string[] => [
  ...["test/bench", "workers"].map((folder) => `--allow-fs-read=${resolve(folder)}`),
  ...["--import", new URL(`./${name}.ts`, import.meta.url).href],
];
