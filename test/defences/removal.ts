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
  /** Words of the title of one of them, which alone is run: for where the others take long. */
  test?: string;
  /** The program without which the tests that notice are skipped. */
  needs?: string;
}

/** A list of `removals/`. */
export interface Area {
  name: string;
  removals: readonly Removal[];
}

const root = join(import.meta.dirname, "../..");

/** What is taken out, or `what is taken out → what is put there`; or both, and words of a title for it alone. */
type Edit = string | readonly [find: string, put: string, test?: string];

/** A list of `removals/`. */
export const area = (name: string, groups: readonly Removal[][]): Area => ({ name, removals: groups.flat() });

/**
 * Removals from a file, by their defences, and parts of names of the test files that notice: by default the unit tests
 * of the file.
 */
export function without(
  file: string,
  ...rest: [edits: Readonly<Record<string, Edit>>] | [noticedBy: readonly string[], Readonly<Record<string, Edit>>]
): Removal[] {
  const [noticedBy, edits] = rest.length === 1 ? [[unitTestsOf(file)], ...rest] : rest;
  return Object.entries(edits).map(([defence, edit]) => {
    const [find = "", put = "", test] = typeof edit === "string" ? edit.split(/ → (.*)/s, 2) : edit;
    return { defence, file, find, put, noticedBy, ...(test !== undefined && { test }) };
  });
}

const unitTestsOf = (file: string): string => `test/unit/${file.replace(/\.ts$/, "")}`;

/** The file with the defence and without it. Throws when it isn't there once, in those words. */
export function takeOut({ file, find, put }: Removal): { original: string; without: string } {
  const original = readFileSync(join(root, file), "utf8");
  const times = original.split(find).length - 1;
  if (times !== 1) throw new Error(`${file} has this ${times} times, not once: ${find}`);
  return { original, without: original.replace(find, () => put) };
}
