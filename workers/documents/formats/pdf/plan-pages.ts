import { type DocumentParts, joinRanges, maxPlannedPages, wholeParts } from "#workers/documents/document-parts.ts";
import type { PageRange } from "#workers/documents/text/reading.ts";
import type { PdfDocument } from "./open-pdf.ts";
import { pictureRanges } from "./picture-ranges.ts";

/** Of what pdf.js says of a document; it has no types for it. */
interface Info {
  EncryptFilterName?: unknown;
  IsAcroFormPresent?: unknown;
}

/**
 * The places of a document's pages from the first of the range on, so that later ones can be read from a part of its
 * bytes. Undefined where that is not certain to give the same text: in encrypted documents and forms, and where an
 * object was replaced in place.
 */
export async function planPages(
  bytes: Uint8Array,
  document: PdfDocument,
  { startPage: first = 1 }: PageRange,
): Promise<DocumentParts | undefined> {
  const { numPages: pageCount } = document;
  const { info } = await document.getMetadata();
  const { EncryptFilterName: encryption, IsAcroFormPresent: isForm } = info as Info;
  if (encryption != null || isForm === true) return undefined;
  const objects: number[] = [];
  for (let number = first; number <= Math.min(pageCount, first + maxPlannedPages - 1); number += 1) {
    const page = await document.getPage(number).catch(() => undefined);
    if (page?.ref == null || page.ref.gen !== 0) return undefined;
    objects.push(page.ref.num);
  }
  const { byteLength: size } = bytes;
  return {
    size,
    pageCount,
    first,
    objects,
    pictures: joinRanges(wholeParts(pictureRanges(bytes)), size),
    ranges: [[0, size]],
  };
}
