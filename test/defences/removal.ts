import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A defence, the edit that takes it out of the product, and who must notice. */
export interface Removal {
  defence: string;
  file: string;
  /** Stands in the file exactly once. */
  find: string;
  put: string;
  /** Parts of names of test files, of which at least one test must fail. */
  noticedBy: readonly string[];
  /** Default: unit. */
  project?: "unit" | "integration" | "operations" | "fault";
  /** The program without which the tests that notice are skipped. */
  needs?: string;
}

/** A list of `removals/`. */
export interface Area {
  name: string;
  removals: readonly Removal[];
}

const root = join(import.meta.dirname, "../..");

/** The file with the defence and without it. Throws when it isn't there once, in those words. */
export function takeOut({ file, find, put }: Removal): { original: string; without: string } {
  const original = readFileSync(join(root, file), "utf8");
  const times = original.split(find).length - 1;
  if (times !== 1) throw new Error(`${file} has this ${times} times, not once: ${find}`);
  return { original, without: original.replace(find, () => put) };
}
