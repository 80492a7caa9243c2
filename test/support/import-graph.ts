import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const root = join(import.meta.dirname, "../..");

interface Module {
  /** Modules that are loaded with this one, or later by `import()`. */
  loads: readonly string[];
  /** Modules of which only types are imported. */
  typesOf: readonly string[];
  /** Whether it exports types and nothing else. */
  hasOnlyTypes: boolean;
}

const importPattern = /^(?:import|export)\s+(type\s)?(?:([^;"']*?)\sfrom\s)?"([#.][^"]+)"/gm;
const dynamicPattern = /\bimport\("([#.][^"]+)"\)/g;
const valueExport = /^export (?:async function|const|function|class|\*|\{(?! type))/m;

function hasOnlyTypeNames(names: string): boolean {
  const [, list] = /^\{(.*)\}$/s.exec(names.trim()) ?? [];
  const all = (list ?? "").split(",").filter((name) => name.trim() !== "");
  return all.length > 0 && all.every((name) => name.trim().startsWith("type "));
}

function resolve(specifier: string, importer: string): string {
  return specifier.startsWith("#") ? specifier.slice(1) : normalize(join(dirname(importer), specifier));
}

function readModule(path: string): Module {
  const text = readFileSync(join(root, path), "utf8");
  const loads = [...text.matchAll(dynamicPattern)].map(([, specifier = ""]) => resolve(specifier, path));
  const typesOf: string[] = [];
  for (const [, type, names = "", specifier = ""] of text.matchAll(importPattern)) {
    const isTypeOnly = type !== undefined || hasOnlyTypeNames(names);
    (isTypeOnly ? typesOf : loads).push(resolve(specifier, path));
  }
  return { loads, typesOf, hasOnlyTypes: !valueExport.test(text) };
}

/** Every module below the folders, by its path from the root of this repository. */
export function readImportGraph(folders: readonly string[]): ReadonlyMap<string, Module> {
  const paths = globSync(
    folders.map((folder) => `${folder}/**/*.ts`),
    { cwd: root },
  );
  return new Map(paths.map((path) => [path, readModule(path)]));
}

const isContract = (path: string) => path.startsWith("common/tools/");

/**
 * Every module that the entry loads, directly or through others, and itself. A module that has only types counts as
 * reached where its types are imported; so does what contracts are made of, since the form of an answer is a type.
 */
export function reachedFrom(entry: string, graph: ReadonlyMap<string, Module>): ReadonlySet<string> {
  const reached = new Set<string>();
  const hasOnlyTypes = (path: string) => graph.get(path)?.hasOnlyTypes === true;
  const pending = [entry];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const module = graph.get(path);
    if (module === undefined || reached.has(path)) continue;
    reached.add(path);
    pending.push(...module.loads, ...module.typesOf.filter((types) => isContract(types) || hasOnlyTypes(types)));
  }
  return reached;
}
