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
 * The comment at the top of each test of a threat: `// T1: the threat — what the server does about it.`
 * @throws when a comment that begins with a threat's number reads otherwise
 */
export function readThreats(root: string): Threat[] {
  const threats = globSync("test/**/*.test.ts", { cwd: root }).flatMap((path) => {
    const file = path.replaceAll("\\", "/");
    const comment = firstComment(readFileSync(join(root, file), "utf8"));
    if (!/^T\d/.test(comment)) return [];
    const [, number, threat, promise] = /^T(\d+): (.+?) — (.+\.)$/.exec(comment) ?? [];
    if (threat === undefined || promise === undefined)
      throw new Error(`${file}: the first comment must read "// T1: the threat — what the server does about it."`);
    return [{ number: Number(number), threat, promise, file }];
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
