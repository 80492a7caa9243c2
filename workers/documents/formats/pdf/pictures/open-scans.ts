import { readFile } from "node:fs/promises";
import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { CharacterMaps } from "#workers/documents/formats/pdf/character-maps.ts";
import { pdfOptions } from "#workers/documents/formats/pdf/open-pdf.ts";

const folder = new URL("wasm/", import.meta.resolve("pdfjs-dist/package.json"));
/** Of JBIG2 and CCITT, and of JPEG 2000. */
const decoders: ReadonlySet<string> = new Set(["jbig2.wasm", "openjpeg.wasm"]);

/** Also the decoders of pictures, which are WebAssembly. pdf.js asks for one when a picture needs it. */
class ScanFiles extends CharacterMaps {
  override async fetch(file: { kind: string; filename: string }): Promise<Uint8Array> {
    if (file.kind !== "wasmUrl" || !decoders.has(file.filename)) return await super.fetch(file);
    return await readFile(new URL(file.filename, folder));
  }
}

/** Where each build of pdf.js leaves its second half, and looks for it when it opens its first document. */
declare global {
  var pdfjsWorker: object | undefined;
}

let loading: ReturnType<typeof load> | undefined;

/** It takes 45 MB, and looks for a native package, which the image doesn't have and a reader's permissions refuse. */
async function load() {
  const { getDocument, GlobalWorkerOptions } = await import("pdfjs-dist/legacy/build/pdf.mjs");
  GlobalWorkerOptions.workerSrc = import.meta.resolve("pdfjs-dist/legacy/build/pdf.worker.mjs");
  // There is that of `unpdf`, of another version, which would be refused.
  globalThis.pdfjsWorker = undefined;
  return getDocument;
}

/**
 * Opens a PDF to decode pictures in JBIG2, CCITT or JPEG 2000. The build of pdf.js in `unpdf`, by which all else is
 * read, has no decoders of these. It must have opened a document before. Rejects where it can't be opened.
 * @param bytes the whole document, which is given away to pdf.js
 * @param maxPixels no larger picture is decoded
 */
export async function openScans(bytes: Uint8Array, maxPixels: number): Promise<PDFDocumentProxy> {
  // A failure, such as of memory, must not lose the scans of every later document.
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  const getDocument = await loading;
  const wasm = { BinaryDataFactory: ScanFiles, useWasm: true, wasmUrl: "wasm/" };
  return await getDocument({ data: bytes, ...pdfOptions, ...wasm, maxImageSize: maxPixels }).promise;
}
