import { existsSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { documentFolders, documentsIn, fileIn } from "#test/fake-tenant/data/story/fixture-files.ts";
import { beyondReferences } from "./beyond-references.ts";
import type { StructureFact } from "./structure.ts";
import { structures } from "./structures.ts";

/** A document whose text is judged. */
export interface JudgedDocument {
  name: string;
  /** The end of its name, without the dot. */
  format: string;
  bytes: Uint8Array;
  /** What is known of its structure. */
  facts: readonly StructureFact[];
  /** All its words, if they are known. */
  reference?: string;
  /** What an extractor may give or leave out. */
  extra?: string;
}

export interface ReferenceDocument extends JudgedDocument {
  reference: string;
  extra: string;
  /** Whether it is one of this repository's own, and not of those that may lie beside it. */
  isVendored: boolean;
}

/** All documents that have a reference text; `test/corpus/README.md` says how those were made. */
export function referenceDocuments(): ReferenceDocument[] {
  return documentsIn(documentFolders).map(({ name, folder }) => {
    const textOf = (file: string) =>
      existsSync(fileIn(folder, file)) ? readFileSync(fileIn(folder, file), "utf8") : "";
    return {
      name,
      format: extname(name).slice(1),
      bytes: new Uint8Array(readFileSync(fileIn(folder, name))),
      facts: structures[name] ?? [],
      reference: textOf(`${name}.ref.txt`),
      extra: [textOf(`${name}.ref-extra.txt`), beyondReferences[name] ?? "", ...numbersOf(name)].join(" "),
      isVendored: folder.pathname.includes("/test/corpus/"),
    };
  });
}

/** The numbers that Word counts when it shows a document: the references were made without them. */
function numbersOf(name: string): string[] {
  const facts = structures[name] ?? [];
  return facts.flatMap(({ of, texts: [text] }) => (of === "numbering" ? [text.split(" ", 1).join()] : []));
}
