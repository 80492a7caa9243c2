import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A test, or a file of tests, that proves a claim. */
export interface Proof {
  id: string;
  /** From the repository's root. */
  file: string;
  /** As it is written in the file, with its `%s`; undefined where the whole file proves it. */
  title: string | undefined;
}

const marker = /^( *)\/\/ proves ((?:[A-Z]\d+(?:, )?)+)$/;
const call = /^ *(?:test|it|describe)\b/;

/**
 * The claims that the tests say they prove.
 * @throws when no test follows a comment that stands below the top of its file
 */
export function readProofs(root: string): Proof[] {
  const files = globSync("test/**/*.test.ts", { cwd: root }).map((path) => path.replaceAll("\\", "/"));
  return files.sort().flatMap((file) => proofsIn(readFileSync(join(root, file), "utf8"), file));
}

/** The same of the text of one file. */
function proofsIn(text: string, file: string): Proof[] {
  const lines = text.split(/\r?\n/);
  return lines.flatMap((line, at) => {
    const [, indent, ids] = marker.exec(line) ?? [];
    if (indent === undefined || ids === undefined) return [];
    const title = titleBelow(lines.slice(at + 1), indent);
    const isTop = lines.slice(0, at).every((above) => above.startsWith("//"));
    if (title === undefined && !isTop) throw new Error(`${file}:${at + 1}: no test follows this comment`);
    return ids.split(", ").map((id) => ({ id, file, title }));
  });
}

/** The title of the call that begins on the first of these lines, as Biome formats it. */
function titleBelow(lines: readonly string[], indent: string): string | undefined {
  if (!call.test(lines[0] ?? "")) return undefined;
  for (const [at, line] of lines.entries()) {
    if (!line.startsWith(indent) || line[indent.length] === " ") continue;
    const inLine =
      /\)\((["'`])((?:\\.|(?!\1).)*)\1/.exec(line) ?? /^ *\w+(?:\.\w+)*\((["'`])((?:\\.|(?!\1).)*)\1/.exec(line);
    if (inLine !== null) return inLine[2];
    const below = /\($/.test(line) ? /^ *(["'`])(.*)\1,$/.exec(lines[at + 1] ?? "") : null;
    if (below !== null) return below[2];
  }
  return undefined;
}
