import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import { patternsCompiledBy } from "./compiled-patterns.ts";
import type { Place, PlacedPattern } from "./pattern.ts";

const root = join(import.meta.dirname, "../../..");

/** The literals of a file, and where it calls `RegExp`. */
function readPatterns(file: string): { literals: PlacedPattern[]; calls: Place[] } {
  const text = readFileSync(join(root, file), "utf8");
  const literals: PlacedPattern[] = [];
  const calls: Place[] = [];
  const lineAt = (offset: number) => text.slice(0, offset).split("\n").length;
  const noteCall = ({ callee, start }: { callee: object; start: number }) => {
    if ("name" in callee && callee.name === "RegExp") calls.push({ file, line: lineAt(start) });
  };
  new Visitor({
    Literal(node) {
      if (!("regex" in node)) return;
      literals.push({ file, line: lineAt(node.start), source: node.regex.pattern, flags: node.regex.flags });
    },
    NewExpression: noteCall,
    CallExpression: noteCall,
  }).visit(parseSync(file, text).program);
  return { literals, calls };
}

/**
 * Every regular expression of the gateway and the workers: the literals, and what is compiled from parts when its
 * module is loaded. `hidden` is where one is compiled later, so that its parts can't be known.
 */
export async function shippedPatterns(): Promise<{ patterns: PlacedPattern[]; hidden: Place[] }> {
  const files = globSync("{common,gateway,workers}/**/*.ts", { cwd: root }).toSorted().map(readPatterns);
  const calls = files.flatMap((file) => file.calls);
  const compiled = await patternsCompiledBy(new Set(calls.map(({ file }) => file)));
  const isSame = (one: Place, other: Place) => one.file === other.file && one.line === other.line;
  return {
    patterns: [...files.flatMap(({ literals }) => literals), ...compiled],
    hidden: calls.filter((call) => !compiled.some((pattern) => isSame(pattern, call))),
  };
}
