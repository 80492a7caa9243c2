import { readFile } from "node:fs/promises";
import type { MagickFormat } from "@imagemagick/magick-wasm";
import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { getDocumentProxy } from "unpdf";
import { CharacterMaps, type PdfDocument, pdfOptions } from "#workers/documents/formats/pdf/open-pdf.ts";
import { maxPictures, maxPicturesBytes, type Picture } from "#workers/documents/pictures/picture.ts";
import { type EncodedPicture, pictureLine, showPicture } from "#workers/documents/pictures/show-picture.ts";
import { ReaderBroken } from "#workers/documents/refusals.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import type { Reading } from "#workers/text/reading.ts";
import { joinPages } from "./with-scans.ts";

/** Time after which no further page is looked at: the text of the others must not be lost. */
const picturesMs = 5_000;

/** Pixels of one picture: a page of A4 in 400 dpi. pdf.js decodes no larger one. */
const maxPagePixels = 16_000_000;
/** The same of one whose pixels are bits: 600 dpi. */
const maxBitPixels = 35_000_000;
const tooLarge =
  `[The picture of this page may be larger than ${maxPagePixels / 1e6} megapixels, or ${maxBitPixels / 1e6} in black ` +
  "and white: scan it at 300 dpi]";

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
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Whether it has data in a coding that `unpdf` has no decoder of. Of stencils in these it says nothing, unless it is
  // to stop at errors: then a page has no picture at all. The dictionaries of such data are never packed.
  const mayBeLacking = codings.some((name) => file.includes(name, 0, "latin1"));
  const largest = largestPictures(file);
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

  const looked: { number: number; text: string }[] = [];
  const pictures: Picture[] = [];
  let leftBytes = maxPicturesBytes;
  try {
    for (const [index, number] of pages.entries()) {
      if (pictures.length === maxPictures || now() > until || isTimeUp()) break;
      const maxBytes = Math.floor(leftBytes / Math.min(maxPictures - pictures.length, pages.length - index));
      const scan = await readScan(number, maxBytes);
      looked.push({ number, text: scan?.line ?? (isAnyTooLarge ? tooLarge : "") });
      if (scan === undefined) continue;
      pictures.push(scan.picture);
      leftBytes -= scan.picture.bytes.length;
    }
    return { ...joinPages(looked), pageCount: document.numPages, ...(pictures.length > 0 && { pictures }) };
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

/** The most pixels of a picture of bits, and of any other, by their dictionaries, which are never packed. */
function largestPictures(file: Buffer): { bits: number; bytes: number } {
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

/** A picture as pdf.js decodes it. One of bits is black where they are 0. */
interface PdfPicture {
  width: number;
  height: number;
  data: Uint8Array;
  /** Bits, bytes of red, green and blue, or also of opacity (`ImageKind`); a stencil has bits and no kind. */
  kind?: number;
}

/** A document that one of the two builds of pdf.js has opened. */
type OpenPdf = PdfDocument | PDFDocumentProxy;
type PdfPage = Awaited<ReturnType<OpenPdf["getPage"]>>;

/** `OPS` of pdf.js: a stencil, a picture, and one that stands in the contents of the page. */
const paintingOperators: ReadonlySet<number> = new Set([83, 85, 86]);
/** The pixels of each kind, as ImageMagick calls them, and the bits of a sample. */
const pixelsByKind: Readonly<Record<number, { format: MagickFormat; depth: number }>> = {
  1: { format: "GRAY", depth: 1 },
  2: { format: "RGB", depth: 8 },
  3: { format: "RGBA", depth: 8 },
};
const bitKind = 1;

/** More bits are given at half the size: ImageMagick takes some bytes for each. */
const maxBitsAtOnce = 16_000_000;
/** How many of two bits are set. */
const ones = [0, 1, 1, 2] as const;

/** What is smaller is no scan of a page. */
const leastSide = 200;
/** Time for one picture, also where pdf.js never says that it has decoded it. */
const decodingMs = 4_000;

/**
 * The largest picture on a page, as a scanned page has it. Undefined where there is none, `undecoded` where pdf.js
 * gives no pixels of it.
 */
async function pagePicture(document: OpenPdf, number: number): Promise<EncodedPicture | "undecoded" | undefined> {
  const page = await document.getPage(number);
  try {
    const { fnArray, argsArray } = await page.getOperatorList();
    const { follow, placing } = followPlacing();
    let largest: (Painted & { placing: ReturnType<typeof placing> }) | undefined;
    for (const [at, operator] of fnArray.entries()) {
      follow(operator, argsArray[at]);
      const painted = paintingOperators.has(operator) ? toPainted(argsArray[at]) : undefined;
      if (painted === undefined || Math.min(painted.width, painted.height) < leastSide) continue;
      if (pixelsIn(painted) > pixelsIn(largest)) largest = { ...painted, placing: placing() };
    }
    if (largest === undefined) return undefined;
    const { data } = largest;
    const picture = typeof data === "string" ? await decoded(objectsWith(page, data), data) : { ...largest, data };
    const pixels = pixelsByKind[picture?.kind ?? bitKind];
    if (picture?.data === undefined || pixels === undefined) return "undecoded";
    const { width, height, data: bytes } = picture;
    const placed = { ...largest.placing, degrees: (page.rotate + largest.placing.degrees) % 360 };
    if (pixels.depth === 1 && width * height > maxBitsAtOnce) return { ...halved(picture), ...placed };
    return { bytes, format: pixels.format, pixels: { width, height, depth: pixels.depth }, ...placed };
  } finally {
    page.cleanup();
  }
}

/** A picture of bits as levels of gray, each of four of them. */
function halved({ width, height, data }: PdfPicture): Pick<EncodedPicture, "bytes" | "format" | "pixels" | "original"> {
  const [rowBytes, half] = [Math.ceil(width / 8), { width: width >> 1, height: height >> 1 }];
  const bytes = new Uint8Array(half.width * half.height);
  const onesAt = (at: number, shift: number) => ones[((data[at] ?? 0) >> shift) & 3] ?? 0;
  for (let y = 0; y < half.height; y += 1) {
    for (let x = 0; x < half.width; x += 1) {
      const [at, shift] = [2 * y * rowBytes + (x >> 2), 6 - 2 * (x & 3)];
      bytes[y * half.width + x] = (onesAt(at, shift) + onesAt(at + rowBytes, shift)) * 63.75;
    }
  }
  return { bytes, format: "GRAY", pixels: { ...half, depth: 8 }, original: { width, height } };
}

const pixelsIn = (painted?: Painted) => (painted?.width ?? 0) * (painted?.height ?? 0);

/** pdf.js keeps what several pages have by itself, under a name that begins so. */
const objectsWith = ({ objs, commonObjs }: PdfPage, name: string) => (name.startsWith("g_") ? commonObjs : objs);

type Painted = Omit<PdfPicture, "data"> & { data: Uint8Array | string };

/** A picture's name and size are three arguments of a picture, or one of the others. */
function toPainted([first, width, height]: readonly unknown[] = []): Painted | undefined {
  if (typeof first === "string") return { data: first, width: Number(width), height: Number(height) };
  const { data, ...rest } = (first ?? {}) as Partial<Painted>;
  if (data === undefined || rest.width === undefined || rest.height === undefined) return undefined;
  return { ...rest, width: rest.width, height: rest.height, data };
}

/** Undefined where it can't be decoded, or takes too long. */
function decoded(
  objects: { get(name: string, take: (picture: PdfPicture | null) => void): unknown },
  name: string,
): Promise<PdfPicture | undefined> {
  const { promise, resolve } = Promise.withResolvers<PdfPicture | undefined>();
  const timer = setTimeout(resolve, decodingMs, undefined);
  objects.get(name, (picture) => resolve(picture ?? undefined));
  return promise.finally(() => clearTimeout(timer));
}

/** A transformation of PDF (ISO 32000-1, 8.3.4): where the axes point, and an offset, which doesn't matter here. */
type Axes = readonly [number, number, number, number];

/** `OPS` of pdf.js. A form has a transformation of its own, until its end. */
const [save, restore, transform, beginForm, endForm] = [10, 11, 12, 74, 75];
const upright: Axes = [1, 0, 0, 1];

/** Follows the operators of a page, and tells how a picture is turned that one of them paints. */
export function followPlacing() {
  const stack: Axes[] = [];
  let axes = upright;

  function turn(by: unknown): void {
    const matrix = Array.isArray(by) || ArrayBuffer.isView(by) ? Array.from(by as ArrayLike<number>) : [];
    if (matrix.length !== 6 || !matrix.every(Number.isFinite)) return;
    const [a = 1, b = 0, c = 0, d = 1] = matrix;
    const [e, f, g, h] = axes;
    axes = [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
  }

  return {
    follow(operator: number, args: unknown): void {
      if (operator === save || operator === beginForm) stack.push(axes);
      if (operator === restore || operator === endForm) axes = stack.pop() ?? upright;
      if (operator === transform) turn(args);
      if (operator === beginForm) turn(Array.isArray(args) ? args[0] : undefined);
    },
    /** First mirrored at its vertical axis, then turned to the right by a multiple of 90 degrees. */
    placing() {
      const [a, b, c, d] = axes;
      const isMirrored = a * d - b * c < 0;
      const sign = isMirrored ? -1 : 1;
      const toTheLeft = Math.round(Math.atan2(sign * b, sign * a) / (Math.PI / 2)) * 90;
      return { isMirrored, degrees: (360 - toTheLeft) % 360 };
    },
  };
}
