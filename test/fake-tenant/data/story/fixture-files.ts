import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { NewItem } from "../files/file-types.ts";

/** Real documents, and where more of them may lie beside the repository. An image of the demo has neither. */
export const documentFolders = ["../../../corpus/files/", "../../../../../shared/fixtures/files/"]
  .map((path) => new URL(path, import.meta.url))
  .filter((folder) => existsSync(folder));

/** Each document that has a reference text, once, with the folder that it lies in. */
export function documentsIn(folders: readonly URL[]): { name: string; folder: URL }[] {
  const found = new Map<string, URL>();
  for (const folder of folders) {
    for (const file of readdirSync(folder)) {
      const name = file.replace(/\.ref\.txt$/, "");
      if (name !== file && !found.has(name)) found.set(name, folder);
    }
  }
  return [...found].map(([name, folder]) => ({ name, folder })).sort((a, b) => a.name.localeCompare(b.name));
}

/** Where a file lies that belongs to a document, such as its reference text. */
export const fileIn = (folder: URL, name: string) => fileURLToPath(new URL(encodeURIComponent(name), folder));

/** The documents as files of the company, with their reference texts as index. */
export function fixtureFiles(): NewItem[] {
  return documentsIn(documentFolders).map(({ name, folder }) => ({
    name,
    source: {
      bytes: () => readFileSync(fileIn(folder, name)),
      size: statSync(fileIn(folder, name)).size,
      text: () => readFileSync(fileIn(folder, `${name}.ref.txt`), "utf8"),
    },
  }));
}
