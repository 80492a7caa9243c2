import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { getDocumentProxy } from "unpdf";
import { type PdfDocument, pdfOptions } from "#workers/documents/formats/pdf/open-pdf.ts";
import type { Picture } from "#workers/documents/pictures/picture.ts";
import { maxPictures, maxPicturesBytes } from "#workers/documents/pictures/picture-limits.ts";
import { pictureLine, showPicture } from "#workers/documents/pictures/show-picture.ts";
import { ReaderBroken } from "#workers/documents/reader-broken.ts";
import { openScans } from "./open-scans.ts";
import { pagePicture } from "./page-picture.ts";

/** Pixels of one picture: a page of A4 in 400 dpi. pdf.js decodes no larger one. */
const maxPagePixels = 16_000_000;

export interface Scans {
  /** By the numbers of their pages, each with the line that stands in its place. */
  shown: ReadonlyMap<number, { line: string; picture: Picture }>;
  /** The first page that was not looked at. */
  cutBefore: number | undefined;
  /** Of the whole document. */
  pageCount: number;
}

/**
 * The scans of some pages, as many as an answer has. Rejects where the document can't be opened.
 * @param bytes the whole document, which is given away to pdf.js
 * @param isLate asked before each page: if so, neither it nor a later one is looked at
 */
export async function readScans(bytes: Uint8Array, pages: readonly number[], isLate: () => boolean): Promise<Scans> {
  const mayBeLacking = namesCoding(bytes);
  const options = { ...pdfOptions, maxImageSize: maxPagePixels, stopAtErrors: mayBeLacking };
  const document = await getDocumentProxy(bytes, options);
  let again: PDFDocumentProxy | undefined;
  const withDecoders = async () => {
    again ??= await openScans(await document.getData(), maxPagePixels);
    return again;
  };
  const pageCount = document.numPages;
  const shown = new Map<number, { line: string; picture: Picture }>();
  let left = maxPicturesBytes;
  try {
    for (const number of pages) {
      if (shown.size === maxPictures || isLate()) return { shown, cutBefore: number, pageCount };
      const maxBytes = Math.floor(left / (maxPictures - shown.size));
      const scan = await readScan({ document, withDecoders, mayBeLacking }, number, maxBytes);
      if (scan === undefined) continue;
      shown.set(number, scan);
      left -= scan.picture.bytes.length;
    }
    return { shown, cutBefore: undefined, pageCount };
  } finally {
    await document.loadingTask.destroy();
    await again?.loadingTask.destroy();
  }
}

interface ScannedPdf {
  document: PdfDocument;
  /** The same, opened by the build of pdf.js with all decoders, which takes memory that JPEG needs otherwise. */
  withDecoders: () => Promise<PDFDocumentProxy>;
  /** Whether a page may have a picture that is missing in `document`. */
  mayBeLacking: boolean;
}

const codings = ["/JBIG2Decode", "/CCITTFaxDecode", "/CCF", "/JPXDecode"];

/**
 * Whether a document has data in a coding that `unpdf` has no decoder of. Of stencils in these it says nothing, unless
 * it is to stop at errors: then a page has no picture at all. The dictionaries of such data are never packed.
 */
function namesCoding(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return codings.some((name) => file.includes(name, 0, "latin1"));
}

/** Undefined where a page has no picture, or none that can be decoded. */
async function readScan({ document, withDecoders, mayBeLacking }: ScannedPdf, number: number, maxBytes: number) {
  try {
    const found = (await pagePicture(document, number)) ?? (mayBeLacking ? "undecoded" : undefined);
    const encoded = found === "undecoded" ? await pagePicture(await withDecoders(), number) : found;
    if (encoded === undefined || encoded === "undecoded") return undefined;
    const { original, picture } = await showPicture(encoded, maxBytes);
    return { line: pictureLine("Picture of this page", original, picture), picture: { ...picture, page: number } };
  } catch (error) {
    if (error instanceof ReaderBroken) throw error;
    return undefined;
  }
}
