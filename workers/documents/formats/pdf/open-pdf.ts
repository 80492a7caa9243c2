import { readFile } from "node:fs/promises";
import { getDocumentProxy } from "unpdf";
import { DocumentRefusal } from "#workers/documents/refusals.ts";

export type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;
export type PdfPage = Awaited<ReturnType<PdfDocument["getPage"]>>;

const folder = new URL("cmaps/", import.meta.resolve("pdfjs-dist/package.json"));

/**
 * Adobe's tables from character codes to Unicode, which PDF documents in Chinese, Japanese and Korean refer to but do
 * not contain. pdf.js constructs this class and calls `fetch`. It can load no other files.
 */
export class CharacterMaps {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    if (kind !== "cMapUrl" || !/^[\w-]{1,60}\.bcmap$/.test(filename))
      throw new Error("Nothing but these tables is loaded.");
    return await readFile(new URL(filename, folder));
  }
}

/** How PDFs are opened to read their text. */
export const pdfOptions = {
  verbosity: 0,
  BinaryDataFactory: CharacterMaps,
  cMapUrl: "cmaps/",
  cMapPacked: true,
  disableFontFace: true,
  useSystemFonts: false,
  useWorkerFetch: false,
  useWasm: false,
  disableAutoFetch: true,
  enableXfa: false,
  maxImageSize: 0,
  // The names of fonts and glyphs, for `read-page.ts`.
  fontExtraProperties: true,
};

/** Opens a PDF. Nothing of it is executed, rendered or loaded. Throws `unreadable`. */
export async function openPdf(bytes: Uint8Array): Promise<PdfDocument> {
  try {
    return await getDocumentProxy(bytes, pdfOptions);
  } catch (error) {
    const isProtected = error instanceof Error && error.name === "PasswordException";
    throw new DocumentRefusal(isProtected ? "passwordProtected" : "damagedPdf");
  }
}
