import type { PdfDocument } from "./open-pdf.ts";

/** A portfolio has some hundreds. */
const maxFiles = 10_000;

/**
 * The names of the files that are attached to a document, as to a portfolio (ISO 32000-1, 7.11.4). pdf.js gives names
 * only, and reads no file. Empty where the list is damaged.
 */
export async function attachedFiles(document: PdfDocument): Promise<string[]> {
  try {
    const files: unknown = await document.getAttachments();
    const entries: unknown[] = files instanceof Map ? [...files.values()] : Object.values(files ?? {});
    return entries.slice(0, maxFiles).map(nameOf);
  } catch {
    return [];
  }
}

function nameOf(file: unknown): string {
  const isNamed = typeof file === "object" && file !== null && "filename" in file;
  return isNamed && typeof file.filename === "string" ? file.filename : "";
}
