import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where Microsoft's documented examples lie; see the README beside. */
const folder = join(import.meta.dirname, "../corpus/graph");

/** One documented example, e.g. `mail/message-get/01.json`; what is no JSON as text. */
export function documentedExample(path: string): unknown {
  const text = readFileSync(join(folder, path), "utf8");
  return path.endsWith(".json") ? JSON.parse(text) : text;
}

export interface IndexedExample {
  /** e.g. `mail/message-get/01` */
  name: string;
  /** Of the request that it answers, e.g. `GET https://graph.microsoft.com/v1.0/me`; null where the page shows none. */
  request: string | null;
  /** For `documentedExample`; null where the documentation has nothing to show. */
  path: string | null;
}

/** All that are documented, with those that no test reads and that are therefore not here. */
export function documentedIndex(): IndexedExample[] {
  const index = documentedExample("index.json") as {
    group: string;
    endpoint: string;
    n: number;
    request: string | null;
    file: string | null;
  }[];
  return index.map(({ group, endpoint, n, request, file }) => ({
    name: `${group}/${endpoint}/${String(n).padStart(2, "0")}`,
    request,
    path: file,
  }));
}
