import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { NewItem } from "../files/file-types.ts";

const folder = new URL("../../../corpus/files/", import.meta.url);

/** The documents that have a reference text, by their names. An image of the demo has none. */
export function documentNames(): string[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.flatMap((file) => (file.endsWith(".ref.txt") ? [file.replace(".ref.txt", "")] : [])).sort();
}

/** Where a file lies that belongs to a document, such as its reference text. */
export const documentFile = (name: string) => fileURLToPath(new URL(encodeURIComponent(name), folder));

/** The documents as files of the company, with their reference texts as index. */
export function fixtureFiles(): NewItem[] {
  return documentNames().map((name) => ({
    name,
    source: {
      bytes: () => readFileSync(documentFile(name)),
      size: statSync(documentFile(name)).size,
      text: () => readFileSync(documentFile(`${name}.ref.txt`), "utf8"),
    },
  }));
}
