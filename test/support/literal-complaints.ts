import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const compilerOptions = { strict: true, noEmit: true, skipLibCheck: true, module: "nodenext", types: [] };

export interface TypedValue {
  /** What complaints call it; also the name of a file. */
  name: string;
  /** TypeScript that brings a type called `Shape`. */
  shape: string;
  value: unknown;
}

/**
 * What TypeScript says when each value is written as a literal of its type: unlike most validators it complains about
 * keys that nobody knows. Types come from the packages of node_modules.
 */
export function literalComplaints(values: readonly TypedValue[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "m365-literals-"));
  try {
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
    for (const [index, { name, shape, value }] of values.entries()) {
      const source = `${shape}\nexport const value: Shape = ${JSON.stringify(value, null, 1)};\n`;
      writeFileSync(join(folder, `${index}-${name}.ts`), source);
    }
    const { status, stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8" });
    return status === 0 ? [] : stdout.trim().split(/\n(?=\S)/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
