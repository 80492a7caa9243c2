import {
  aheadBytes,
  type ByteRange,
  type DocumentParts,
  joinRanges,
  PartsMissing,
  rangesWithout,
} from "#workers/documents/document-parts.ts";
import { openPdfByRanges, type PdfDocument } from "./open-pdf.ts";
import { updateWithPages } from "./pages-update.ts";

/** Where the place of the cross-references stands. */
const endBytes = 1_024;

export interface PartOfPdf {
  /** Its first page is the one asked for. */
  document: PdfDocument;
  /** Rejects with `PartsMissing` once something is needed that is not at hand. */
  missing: Promise<never>;
  /** What has been looked at so far, without pictures. */
  used(): ByteRange[];
}

/**
 * Opens a PDF of which only some ranges are at hand, to read from page `first` on. Rejects with `PartsMissing`.
 * @param bytes those ranges, one after the other
 */
export async function openPdfParts(
  bytes: Uint8Array,
  { parts, first }: { parts: DocumentParts; first: number },
): Promise<PartOfPdf> {
  const { size, ranges, pictures } = parts;
  const present = joinRanges([...ranges, ...pictures], size);
  const end: ByteRange = [Math.max(0, size - endBytes), size];
  const pages = parts.objects.slice(first - parts.first);
  const update =
    rangesWithout([end], present).length > 0
      ? undefined
      : updateWithPages(pages, { size, end: bytes.subarray(-endBytes) });
  if (update === undefined || first < parts.first || pages.length === 0) throw new PartsMissing([[0, size]]);
  const used: ByteRange[] = [end];
  const wanted: ByteRange[] = [];
  const { promise: missing, reject } = Promise.withResolvers<never>();
  missing.catch(() => undefined);

  function read(from: number, to: number): Uint8Array | undefined {
    if (from >= size) return update?.slice(from - size);
    const atHand = present.find(([start, end]) => start <= from && from < end)?.[1] ?? from;
    if (atHand < Math.min(to, size)) {
      // What else is needed at the same time is asked for together.
      if (wanted.length === 0) setImmediate(() => reject(new PartsMissing(joinRanges(wanted, size))));
      wanted.push(...rangesWithout([[from, Math.min(to, size)]], present));
      return undefined;
    }
    const until = Math.max(Math.min(to, size), Math.min(atHand, from + aheadBytes));
    used.push([from, until]);
    const isEnd = until === size;
    const given = new Uint8Array(until - from + (isEnd ? (update?.length ?? 0) : 0));
    let at = 0;
    for (const [start, end] of ranges) {
      const [low, high] = [Math.max(start, from), Math.min(end, until)];
      if (low < high) given.set(bytes.subarray(at + low - start, at + high - start), low - from);
      at += end - start;
    }
    if (isEnd && update !== undefined) given.set(update, until - from);
    return given;
  }

  const document = await Promise.race([openPdfByRanges(size + update.length, read), missing]);
  return { document, missing, used: () => rangesWithout(joinRanges(used, size), pictures) };
}
