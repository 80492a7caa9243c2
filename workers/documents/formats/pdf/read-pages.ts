import { gapOfPages, withGaps } from "#workers/documents/gaps.ts";
import { createPagedText } from "#workers/documents/text/paged-text.ts";
import type { PageRange, Reading } from "#workers/documents/text/reading.ts";
import { annotationLines } from "./annotations.ts";
import { joinPdfItems } from "./lines.ts";
import type { PdfDocument } from "./open-pdf.ts";

type PdfPage = Awaited<ReturnType<PdfDocument["getPage"]>>;

/** The pages of a document, which may be those of several that have some pages each. */
export interface PdfPages {
  count: number;
  /** Gives the document that has a page, and its number there. Valid until the next is asked for. */
  find(number: number): Promise<{ document: PdfDocument; at: number }>;
  /** Called for a page of which nothing could be read. May throw, which ends the reading. */
  onBroken?(): void;
  close(): Promise<void>;
}

/** Page numbers: without a text layer, damaged, and with form fields or notes that were not all read. */
interface PageIssues {
  empty: number[];
  broken: number[];
  cut: number[];
}

interface PageText {
  layer: string;
  /** Form values and notes, one per line. */
  added: { lines: string[]; isCut: boolean };
}

/** Per document, including links. Each takes up to 0.3 ms, and pages may share annotations. */
const maxAnnotations = 10_000;

/** Reads pages one after the other. Closes the document. */
export async function readPages(source: PdfPages, range: PageRange): Promise<Reading> {
  try {
    const pages = createPagedText(source.count, range);
    let hasAdded = false;
    const left = { annotations: maxAnnotations };
    const odd: PageIssues = { empty: [], broken: [], cut: [] };
    for (let number = pages.first; number <= pages.last; number += 1) {
      const { document, at } = await source.find(number);
      const page = await pageText(document, at, left);
      if (page === undefined) source.onBroken?.();
      if (page === undefined) odd.broken.push(number);
      else if (page.layer.trim() === "") odd.empty.push(number);
      if (page?.added.isCut) odd.cut.push(number);
      const lines = page?.added.lines ?? [];
      hasAdded ||= lines.length > 0;
      const mark = source.count > 1 ? `[Page ${number}]\n\n` : "";
      if (!pages.add(`${mark}${page?.layer.trimEnd() ?? ""}\n\n${lines.join("\n")}`)) break;
    }
    return tellOfPages(pages.finish(), odd, hasAdded);
  } finally {
    await source.close();
  }
}

/** Undefined where the page is damaged. The other pages are still read. */
async function pageText(
  document: PdfDocument,
  number: number,
  left: { annotations: number },
): Promise<PageText | undefined> {
  try {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const added = await addedTo(page, left);
    page.cleanup();
    return { layer: joinPdfItems(items), added };
  } catch {
    return undefined;
  }
}

/** Form values and notes. A failure here does not lose the text of the page. */
async function addedTo(page: PdfPage, left: { annotations: number }): Promise<PageText["added"]> {
  try {
    if (left.annotations <= 0) return { lines: [], isCut: true };
    const annotations = await page.getAnnotations({ intent: "display" });
    left.annotations -= annotations.length;
    return annotationLines(annotations);
  } catch {
    return { lines: [], isCut: true };
  }
}

/** A document counts as scanned only if all its pages were read and none has text: a page may be just a picture. */
function tellOfPages(reading: Reading, { empty, broken, cut }: PageIssues, hasAdded: boolean): Reading {
  const isScanned = empty.length > 0 && empty.length === reading.pageCount && !hasAdded;
  return withGaps({ ...reading, ...(isScanned && { text: "", pages: [] }) }, [
    isScanned ? { kind: "scanned" } : gapOfPages("withoutText", empty),
    gapOfPages("damaged", broken),
    gapOfPages("notes", cut),
  ]);
}
