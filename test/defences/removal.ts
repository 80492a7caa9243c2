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
  /** Default: unit. */
  project?: "unit" | "integration" | "operations" | "fault";
  /** The program without which the tests that notice are skipped. */
  needs?: string;
}

/** A removal as the lists have it. By default it puts nothing there, and the unit tests of the file notice. */
type ListedRemoval = Pick<Removal, "defence" | "find"> & Partial<Removal>;

/** A list of `removals/`. */
export interface Area {
  name: string;
  removals: readonly Removal[];
}

const root = join(import.meta.dirname, "../..");

/** A list of `removals/`, in which each removal says what is not usual. */
export function area(name: string, listed: readonly ListedRemoval[]): Area {
  const removals = listed.map(({ file = "", put = "", noticedBy = [unitTestsOf(file)], ...rest }) => {
    return { file, put, noticedBy, ...rest };
  });
  return { name, removals };
}

const unitTestsOf = (file: string): string => `test/unit/${file.replace(/\.ts$/, "")}`;

/** Removals that have something in common. */
export const alike = (common: Partial<Removal>, removals: readonly ListedRemoval[]): ListedRemoval[] =>
  removals.map((removal) => ({ ...common, ...removal }));

/** The file with the defence and without it. Throws when it isn't there once, in those words. */
export function takeOut({ file, find, put }: Removal): { original: string; without: string } {
  const original = readFileSync(join(root, file), "utf8");
  const times = original.split(find).length - 1;
  if (times !== 1) throw new Error(`${file} has this ${times} times, not once: ${find}`);
  return { original, without: original.replace(find, () => put) };
}
