import { join } from "node:path";
import type { PlacedPattern } from "./pattern.ts";

const root = join(import.meta.dirname, "../../..");
const query = "?compiled";

/** The first place in such a module of a stack trace: `(file:///path/properties.ts?compiled:78:34)`; by Vite a path. */
const firstPlace = /(?:file:\/\/)?(\/[^\s(:]+)\?compiled:(\d+):\d+/;

/**
 * What the modules compile by `RegExp` while they are loaded, with the place of the call. Each is loaded as another
 * instance, after the one that the rest of the process shares.
 */
export async function patternsCompiledBy(files: Iterable<string>): Promise<PlacedPattern[]> {
  const modules = new Map([...files].map((file) => [join(root, file), file]));
  const found: PlacedPattern[] = [];
  const note = (pattern: RegExp): RegExp => {
    const [, path = "", line] = firstPlace.exec(new Error("for its stack").stack ?? "") ?? [];
    const file = modules.get(path);
    if (file !== undefined) found.push({ file, line: Number(line), source: pattern.source, flags: pattern.flags });
    return pattern;
  };
  const original = globalThis.RegExp;
  for (const path of modules.keys()) {
    await import(/* @vite-ignore */ path);
    globalThis.RegExp = new Proxy(original, {
      construct: (target, [source, flags]) => note(new target(source, flags)),
      apply: (target, _self, [source, flags]) => note(target(source, flags)),
    });
    try {
      await import(/* @vite-ignore */ `${path}${query}`);
    } finally {
      globalThis.RegExp = original;
    }
  }
  return found;
}
