import { existsSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { documentFile, documentNames } from "#test/fake-tenant/data/story/cast.ts";
import type { StructureFact } from "./structure.ts";
import { structures } from "./structures.ts";

/** A document whose text is judged. */
export interface ReferenceDocument {
  name: string;
  /** The end of its name, without the dot. */
  format: string;
  bytes: Uint8Array;
  /** What is known of its structure. */
  facts: readonly StructureFact[];
  /** All its words. */
  reference: string;
  /** What an extractor may give or leave out. */
  extra: string;
}

/** All documents that have a reference text; `test/corpus/README.md` says how those were made. */
export function referenceDocuments(): ReferenceDocument[] {
  return documentNames().map((name) => {
    const extra = documentFile(`${name}.ref-extra.txt`);
    return {
      name,
      format: extname(name).slice(1),
      bytes: new Uint8Array(readFileSync(documentFile(name))),
      facts: structures[name] ?? [],
      reference: readFileSync(documentFile(`${name}.ref.txt`), "utf8"),
      extra: existsSync(extra) ? readFileSync(extra, "utf8") : "",
    };
  });
}
