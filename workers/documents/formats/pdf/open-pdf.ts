import { getDocumentProxy } from "unpdf";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import { CharacterMaps } from "./character-maps.ts";

export type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;
export type PdfPage = Awaited<ReturnType<PdfDocument["getPage"]>>;

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
  // The names of fonts and glyphs, for `page-fonts.ts`.
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
