import { extname } from "node:path";
import type { JudgedDocument } from "../documents.ts";
import type { Structures } from "../structure.ts";
import { bringArchives, fileOfPackage } from "./archives.ts";
import { htmlFacts } from "./html-facts.ts";
import { mailFacts } from "./mail-facts.ts";
import { officeFacts } from "./office-facts.ts";
import { pdfFacts } from "./pdf-facts.ts";

/** The structure of the documents, by their paths, which begin with the package's name. */
const structures: Structures = { ...officeFacts, ...pdfFacts, ...htmlFacts, ...mailFacts };

/** All documents in packages of which something is known. None of our readers was made with them. */
export async function packageDocuments(): Promise<JudgedDocument[]> {
  await bringArchives();
  const documents: JudgedDocument[] = [];
  for (const [name, facts] of Object.entries(structures)) {
    documents.push({ name, format: extname(name).slice(1), bytes: await fileOfPackage(name), facts });
  }
  return documents;
}
