import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "./marked-block.ts";

export interface Threat {
  number: number;
  threat: string;
  /** What the server does about it. */
  promise: string;
  /** The test, from the repository's root. */
  file: string;
}

/** T: the threats of the whole product. S: the rules of the OAuth shim, and how each is kept. */
type Series = "T" | "S";

const headings: Readonly<Record<Series, readonly string[]>> = {
  T: ["", "threat", "what the server does", "proven by"],
  S: ["", "rule", "how it is kept", "proven by"],
};

/** The comment at the top of a file as one line, without the lines of `proofs.ts`. */
function firstComment(text: string): string {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith("// ") || line.startsWith("// proves "));
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .map((line) => line.slice(3))
    .join(" ");
}

/**
 * The comment at the top of every `tNN-*.test.ts`: `// T1: the threat — what the server does about it.` The same of
 * another series, with its letter.
 * @throws when a file has no such comment, or one of another number
 */
export function readThreats(root: string, series: Series = "T"): Threat[] {
  const letter = series.toLowerCase();
  const found = globSync(`test/**/${letter}[0-9][0-9]-*.test.ts`, { cwd: root });
  const threats = found.map((path) => {
    const file = path.replaceAll("\\", "/");
    const comment = firstComment(readFileSync(join(root, file), "utf8"));
    const [, marked, number, threat, promise] = /^([TS])(\d+): (.+?) — (.+\.)$/.exec(comment) ?? [];
    const named = Number(/\/[ts](\d\d)-[^/]*$/.exec(file)?.[1]);
    if (threat === undefined || promise === undefined || marked !== series || Number(number) !== named) {
      throw new Error(
        `${file}: the first comment must read "// ${series}${named}: the threat — what the server does about it."`,
      );
    }
    return { number: named, threat, promise, file };
  });
  return threats.sort((a, b) => a.number - b.number || a.file.localeCompare(b.file));
}

/** The threats, or the rules of another series, as a Markdown table for `docs/`, with one row per test. */
export function threatTable(threats: readonly Threat[], series: Series = "T"): string {
  const rows = threats.map(({ number, threat, promise, file }) => {
    const name = file.slice(file.lastIndexOf("/") + 1);
    return [`${series}${number}`, threat, promise, `[${name}](../${file})`];
  });
  return markdownTable(headings[series], rows);
}
