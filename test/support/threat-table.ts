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
 * The comment at the top of every `tNN-*.test.ts`: `// T1: the threat — what the server does about it.`
 * @throws when a file has no such comment, or one of another number
 */
export function readThreats(root: string): Threat[] {
  const found = globSync("test/**/t[0-9][0-9]-*.test.ts", { cwd: root });
  const threats = found.map((path) => {
    const file = path.replaceAll("\\", "/");
    const comment = firstComment(readFileSync(join(root, file), "utf8"));
    const [, number, threat, promise] = /^T(\d+): (.+?) — (.+\.)$/.exec(comment) ?? [];
    const named = Number(/\/t(\d\d)-[^/]*$/.exec(file)?.[1]);
    if (threat === undefined || promise === undefined || Number(number) !== named) {
      throw new Error(
        `${file}: the first comment must read "// T${named}: the threat — what the server does about it."`,
      );
    }
    return { number: named, threat, promise, file };
  });
  return threats.sort((a, b) => a.number - b.number || a.file.localeCompare(b.file));
}

/** The threats as a Markdown table for `docs/internals/`, with one row per test. */
export function threatTable(threats: readonly Threat[]): string {
  const rows = threats.map(({ number, threat, promise, file }) => {
    const name = file.slice(file.lastIndexOf("/") + 1);
    return [`T${number}`, threat, promise, `[${name}](../../${file})`];
  });
  return markdownTable(["", "threat", "what the server does", "proven by"], rows);
}
