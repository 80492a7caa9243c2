import { readFile } from "node:fs/promises";
import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { getDocumentProxy } from "unpdf";
import { CharacterMaps, pdfOptions } from "#workers/documents/formats/pdf/open-pdf.ts";
import { maxPictures, maxPicturesBytes, type Picture } from "#workers/documents/pictures/picture.ts";
import { pictureLine, showPicture } from "#workers/documents/pictures/show-picture.ts";
import { ReaderBroken } from "#workers/documents/refusals.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import type { Reading } from "#workers/text/reading.ts";
import { pagePicture } from "./page-picture.ts";
import { joinPages } from "./with-scans.ts";

/** Time after which no further page is looked at: the text of the others must not be lost. */
const picturesMs = 5_000;

/**
 * The scans of some pages of a PDF and nothing else of it: of each page that was looked at the line that stands in the
 * place of its scan, or no text. Ends after as many as an answer has, or some seconds. Rejects where the document can't
 * be opened.
 * @param bytes the whole document, which is given away to pdf.js
 */
export async function readScanPages(
  bytes: Uint8Array,
  pages: readonly number[],
  { now = () => performance.now(), isTimeUp = () => false }: Pick<TextSource, "isTimeUp"> & { now?: () => number } = {},
): Promise<Reading> {
  const until = now() + picturesMs;
  const { shown, looked, pageCount } = await readScans(bytes, pages, () => now() > until || isTimeUp());
  const pictures = [...shown.values()].flatMap(({ picture = [] }) => picture);
  return {
    ...joinPages(looked.map((number) => ({ number, text: shown.get(number)?.line ?? "" }))),
    pageCount,
    ...(pictures.length > 0 && { pictures }),
  };
}

/** Pixels of one picture: a page of A4 in 400 dpi. pdf.js decodes no larger one. */
const maxPagePixels = 16_000_000;
/** The same of one whose pixels are bits: 600 dpi. */
const maxBitPixels = 35_000_000;
const tooLarge =
  `[The picture of this page may be larger than ${maxPagePixels / 1e6} megapixels, or ${maxBitPixels / 1e6} in black ` +
  "and white: scan it at 300 dpi]";

/**
 * The scans of some pages, as many as an answer has: by the numbers of their pages, each with the line that stands in
 * its place. `looked` are the pages that were looked at. Rejects where the document can't be opened.
 * @param bytes the whole document, which is given away to pdf.js
 * @param isLate asked before each page: if so, neither it nor a later one is looked at
 */
export async function readScans(bytes: Uint8Array, pages: readonly number[], isLate: () => boolean) {
  const mayBeLacking = namesCoding(bytes);
  const largest = largestPictures(bytes);
  // A picture of bytes takes more memory than one of bits, and pdf.js has one limit for both.
  const maxImageSize = largest.bytes > maxPagePixels ? maxPagePixels : maxBitPixels;
  const isAnyTooLarge = Math.max(largest.bytes, largest.bits) > maxImageSize;
  const options = { ...pdfOptions, maxImageSize, stopAtErrors: mayBeLacking };
  const document = await getDocumentProxy(bytes, options);
  let again: PDFDocumentProxy | undefined;

  /** Undefined where a page has no picture, or none that can be decoded. */
  async function readScan(number: number, maxBytes: number) {
    try {
      let found = (await pagePicture(document, number)) ?? (mayBeLacking ? "undecoded" : undefined);
      if (found === "undecoded") {
        // The same document, opened with all decoders, which takes memory that JPEG needs otherwise.
        again ??= await openScans(await document.getData(), maxImageSize);
        found = await pagePicture(again, number);
      }
      if (found === undefined || found === "undecoded") return undefined;
      const { original, picture } = await showPicture(found, maxBytes);
      return { line: pictureLine("Picture of this page", original, picture), picture: { ...picture, page: number } };
    } catch (error) {
      if (error instanceof ReaderBroken) throw error;
      return undefined;
    }
  }

  const looked: number[] = [];
  const shown = new Map<number, { line: string; picture?: Picture }>();
  let left = { pictures: maxPictures, bytes: maxPicturesBytes };
  try {
    for (const [index, number] of pages.entries()) {
      if (left.pictures === 0 || isLate()) break;
      looked.push(number);
      const maxBytes = Math.floor(left.bytes / Math.min(left.pictures, pages.length - index));
      const scan = await readScan(number, maxBytes);
      if (scan !== undefined) {
        shown.set(number, scan);
        left = { pictures: left.pictures - 1, bytes: left.bytes - scan.picture.bytes.length };
      } else if (isAnyTooLarge) shown.set(number, { line: tooLarge });
    }
    return { shown, looked, pageCount: document.numPages };
  } finally {
    await document.loadingTask.destroy();
    await again?.loadingTask.destroy();
  }
}

/** How far the dictionary of a picture may reach from its subtype, in both directions. */
const dictionaryBytes = 1_000;
/** Pictures that are looked at. A document with more may have any. */
const maxLooks = 10_000;
const ofBits = /\/BitsPerComponent\s+1\b|\/ImageMask\s+true|\/JBIG2Decode|\/CCITTFaxDecode/;
const codings = ["/JBIG2Decode", "/CCITTFaxDecode", "/CCF", "/JPXDecode"];

/**
 * Whether a document has data in a coding that `unpdf` has no decoder of. Of stencils in these it says nothing, unless
 * it is to stop at errors: then a page has no picture at all. The dictionaries of such data are never packed.
 */
function namesCoding(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return codings.some((name) => file.includes(name, 0, "latin1"));
}

/** The most pixels of a picture of bits, and of any other, by their dictionaries, which are never packed. */
function largestPictures(bytes: Uint8Array): { bits: number; bytes: number } {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const largest = { bits: 0, bytes: 0 };
  let looks = 0;
  for (let at = file.indexOf("/Image"); at !== -1; at = file.indexOf("/Image", at + 6)) {
    looks += 1;
    if (looks > maxLooks) return { ...largest, bytes: Number.POSITIVE_INFINITY };
    const around = file.toString("latin1", Math.max(0, at - dictionaryBytes), at + dictionaryBytes);
    const start = around.lastIndexOf(" obj", Math.min(at, dictionaryBytes));
    const dictionary = around.slice(start + 1).split(/stream[\r\n]/, 1)[0] ?? "";
    const [, width = 0] = /\/Width\s+(\d{1,6})\b/.exec(dictionary) ?? [];
    const [, height = 0] = /\/Height\s+(\d{1,6})\b/.exec(dictionary) ?? [];
    const kind = ofBits.test(dictionary) ? "bits" : "bytes";
    largest[kind] = Math.max(largest[kind], Number(width) * Number(height));
  }
  return largest;
}

const folder = new URL("wasm/", import.meta.resolve("pdfjs-dist/package.json"));
/** Decoders of JBIG2 and CCITT, and of JPEG 2000. */
const decoders: ReadonlySet<string> = new Set(["jbig2.wasm", "openjpeg.wasm"]);

/** Character maps, and decoders of pictures, which are WebAssembly. pdf.js asks for one when a picture needs it. */
class ScanFiles extends CharacterMaps {
  override async fetch(file: { kind: string; filename: string }): Promise<Uint8Array> {
    if (file.kind !== "wasmUrl" || !decoders.has(file.filename)) return await super.fetch(file);
    return await readFile(new URL(file.filename, folder));
  }
}

/** Variable where each build of pdf.js leaves its second half, and looks for it when it opens its first document. */
declare global {
  var pdfjsWorker: object | undefined;
}

let loading: ReturnType<typeof load> | undefined;

/** Loads 45 MB, and looks for a native package: the image has none, and a reader's permissions refuse it. */
async function load() {
  const { getDocument, GlobalWorkerOptions } = await import("pdfjs-dist/legacy/build/pdf.mjs");
  GlobalWorkerOptions.workerSrc = import.meta.resolve("pdfjs-dist/legacy/build/pdf.worker.mjs");
  // The worker of `unpdf`, of another version, would be refused.
  globalThis.pdfjsWorker = undefined;
  return getDocument;
}

/**
 * Opens a PDF to decode pictures in JBIG2, CCITT or JPEG 2000. The build of pdf.js in `unpdf`, by which all else is
 * read, has no decoders of these. It must have opened a document before. Rejects where it can't be opened.
 * @param bytes the whole document, which is given away to pdf.js
 * @param maxPixels no larger picture is decoded
 */
async function openScans(bytes: Uint8Array, maxPixels: number): Promise<PDFDocumentProxy> {
  // A failure, such as of memory, must not lose the scans of every later document.
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  const getDocument = await loading;
  const wasm = { BinaryDataFactory: ScanFiles, useWasm: true, wasmUrl: "wasm/" };
  return await getDocument({ data: bytes, ...pdfOptions, ...wasm, maxImageSize: maxPixels }).promise;
}
