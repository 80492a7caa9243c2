import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

export interface ReferenceDocument {
  name: string;
  /** The end of its name, without the dot. */
  format: string;
  bytes: Uint8Array;
  reference: string;
  /** What an extractor may give or leave out. */
  extra: string;
}

/** Beside the repository; see its PROVENANCE.md for how the references were made. */
export const referenceFolder = join(import.meta.dirname, "../../../../shared/fixtures/files");

/** All documents that have a reference text; none where the folder is missing. */
export function referenceDocuments(): ReferenceDocument[] {
  if (!existsSync(referenceFolder)) return [];
  const textOf = (name: string) => {
    const path = join(referenceFolder, name);
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  };
  return readdirSync(referenceFolder)
    .filter((name) => existsSync(join(referenceFolder, `${name}.ref.txt`)))
    .map((name) => ({
      name,
      format: extname(name).slice(1),
      bytes: new Uint8Array(readFileSync(join(referenceFolder, name))),
      reference: textOf(`${name}.ref.txt`),
      extra: textOf(`${name}.ref-extra.txt`),
    }));
}
