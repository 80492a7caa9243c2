import { type ByteRange, type DocumentParts, PartsMissing, partBytes } from "#workers/documents/document-parts.ts";
import { UncertainPdf } from "./uncertain-pdf.ts";

/** The bytes of a document of which only some ranges may be at hand. */
export interface PdfBytes {
  size: number;
  /** The bytes at hand from there on. Throws `PartsMissing` where there are none. */
  from(at: number): Uint8Array;
  /**
   * What `read` finds in the bytes from there on. Where it can't because they end before the document does, throws
   * `PartsMissing`.
   */
  read<T>(at: number, read: (bytes: Uint8Array) => T): T;
}

/** A value is not longer, so that with more bytes it would not be found either. */
const maxValueBytes = 1_000_000;

/** @param bytes the ranges of `parts`, one after the other */
export function pdfBytes(bytes: Uint8Array, parts?: Pick<DocumentParts, "size" | "ranges">): PdfBytes {
  const { size, ranges } = parts ?? { size: bytes.length, ranges: [[0, bytes.length]] as ByteRange[] };
  const places: { from: number; to: number; at: number }[] = [];
  let end = 0;
  for (const [from, to] of ranges) {
    places.push({ from, to, at: end });
    end += to - from;
  }

  function from(at: number): Uint8Array {
    if (at >= size) throw new UncertainPdf();
    const place = places.find((one) => one.from <= at && at < one.to);
    if (place === undefined) throw new PartsMissing([[at, Math.min(size, at + partBytes)]]);
    return bytes.subarray(place.at + at - place.from, place.at + place.to - place.from);
  }

  return {
    size,
    from,
    read(at, read) {
      const found = from(at);
      try {
        return read(found);
      } catch (error) {
        const until = at + found.length;
        if (!(error instanceof UncertainPdf) || until >= size || found.length > maxValueBytes) throw error;
        throw new PartsMissing([[until, Math.min(size, until + partBytes)]]);
      }
    },
  };
}
