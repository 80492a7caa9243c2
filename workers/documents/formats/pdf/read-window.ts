import {
  type ByteRange,
  joinRanges,
  maxPlannedPages,
  type PagesPlan,
  wholeParts,
} from "#workers/documents/document-parts.ts";
import type { Reading } from "#workers/documents/text/reading.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { collectPages } from "./excerpt/collect-pages.ts";
import { readCrossReferences } from "./excerpt/cross-references.ts";
import { listPages } from "./excerpt/list-pages.ts";
import { pdfBytes } from "./excerpt/pdf-bytes.ts";
import { openPdfObjects, type PdfObjects } from "./excerpt/pdf-objects.ts";
import { UncertainPdf } from "./excerpt/uncertain-pdf.ts";
import { writePages } from "./excerpt/write-pages.ts";
import { openPdf, type PdfDocument } from "./open-pdf.ts";
import { pictureRanges } from "./picture-ranges.ts";
import { type PdfPages, type ReadOptions, readPages } from "./read-pages.ts";

/** How many pages an excerpt has. A window has about 20; one more costs next to nothing, another excerpt 20 ms. */
const excerptPages = 32;

/** The pages of a document from number `first` on, by the numbers of their objects. */
interface KnownPages {
  count: number;
  first: number;
  numbers: readonly number[];
}

/**
 * Reads pages of a document from a small one that has nothing but these. Throws `UncertainPdf` where that might not
 * give the same text, and `PartsMissing` where something of it is not at hand.
 */
export async function readWindow(
  bytes: Uint8Array,
  { parts, isPlanWanted = false, ...range }: ReadOptions & Pick<TextSource, "parts" | "isPlanWanted">,
): Promise<Reading> {
  const isMarkFirst = Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "%PDF-";
  // Offsets would count from the mark.
  if (parts === undefined && !isMarkFirst) throw new UncertainPdf();
  const source = pdfBytes(bytes, parts);
  const objects = openPdfObjects(source, readCrossReferences(source));
  const known = parts === undefined ? allPages(objects) : pagesOf(parts);
  const { startPage = 1, endPage = known.count } = range;
  const lastKnown = known.first + known.numbers.length - 1;
  if (parts !== undefined && (startPage < known.first || startPage > lastKnown)) throw new UncertainPdf();
  const excerpts = openExcerpts(objects, known, Math.min(endPage, lastKnown));
  const reading = await readPages(excerpts, { ...range, endPage: Math.min(endPage, lastKnown) });
  if (reading.hasMorePages !== true && lastKnown >= Math.min(endPage, known.count)) return reading;
  if (parts === undefined && !isPlanWanted) return reading;
  const plan: PagesPlan = {
    size: source.size,
    pageCount: known.count,
    first: startPage,
    objects: known.numbers.slice(startPage - known.first).slice(0, maxPlannedPages),
    pictures: parts?.pictures ?? joinRanges(wholeParts(pictureRanges(bytes)), source.size),
    used: joinRanges([...objects.ranges, ...excerpts.rangesOf(reading.pages?.length ?? 0)], source.size),
  };
  return { ...reading, hasMorePages: true, plan };
}

function allPages(objects: PdfObjects): KnownPages {
  const numbers = listPages(objects);
  return { count: numbers.length, first: 1, numbers };
}

const pagesOf = ({ pageCount, first, objects }: Omit<PagesPlan, "used">): KnownPages => ({
  count: pageCount,
  first,
  numbers: objects,
});

/** Excerpts with some pages each, one after the other, and where lies what the first so many pages need. */
function openExcerpts(
  objects: PdfObjects,
  { count, first, numbers }: KnownPages,
  last: number,
): PdfPages & { rangesOf(pages: number): ByteRange[] } {
  let open: { document: PdfDocument; first: number; pages: number } | undefined;
  const ranges: ByteRange[][] = [];

  async function close(): Promise<void> {
    await open?.document.loadingTask.destroy();
    open = undefined;
  }

  return {
    count,
    async find(number) {
      if (open === undefined || number >= open.first + open.pages) {
        await close();
        const collected = collectPages(objects, numbers.slice(number - first, last - first + 1).slice(0, excerptPages));
        ranges.push(...collected.ranges);
        open = { document: await openExcerpt(writePages(collected)), first: number, pages: collected.pages.length };
      }
      return { document: open.document, at: number - open.first + 1 };
    },
    onBroken() {
      throw new UncertainPdf();
    },
    close,
    rangesOf: (pages) => ranges.slice(0, pages).flat(),
  };
}

async function openExcerpt(bytes: Uint8Array): Promise<PdfDocument> {
  try {
    return await openPdf(bytes);
  } catch {
    throw new UncertainPdf();
  }
}
