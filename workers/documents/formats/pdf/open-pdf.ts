import { getDocumentProxy, getResolvedPDFJS } from "unpdf";
import { partBytes } from "#workers/documents/document-parts.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import { CharacterMaps } from "./character-maps.ts";

export type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;

const options = {
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
};

/** Opens a PDF. Nothing of it is executed, rendered or loaded. Throws `unreadable`. */
export async function openPdf(bytes: Uint8Array): Promise<PdfDocument> {
  try {
    return await getDocumentProxy(bytes, options);
  } catch (error) {
    throw asRefusal(error);
  }
}

/** Opens a PDF of which `read` gives the bytes of a range. Ranges begin at multiples of `partBytes`. */
export async function openPdfByRanges(
  size: number,
  read: (from: number, to: number) => Uint8Array | undefined,
): Promise<PdfDocument> {
  const { getDocument, PDFDataRangeTransport } = await getResolvedPDFJS();
  const transport = new PDFDataRangeTransport(size, null);
  transport.requestDataRange = (from, to) => {
    const bytes = read(from, to);
    if (bytes !== undefined) queueMicrotask(() => transport.onDataRange(from, bytes));
  };
  const task = getDocument({ ...options, range: transport, rangeChunkSize: partBytes, disableStream: true });
  return await task.promise.catch((error: unknown) => {
    throw asRefusal(error);
  });
}

function asRefusal(error: unknown): DocumentRefusal {
  const isProtected = error instanceof Error && error.name === "PasswordException";
  return new DocumentRefusal(isProtected ? "passwordProtected" : "damagedPdf");
}
