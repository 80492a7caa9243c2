import type { DocumentParts } from "#workers/documents/document-parts.ts";
import { createPagedText } from "#workers/documents/text/paged-text.ts";
import { type PageRange, type Reading, withReasons } from "#workers/documents/text/reading.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { annotationLines } from "./annotations.ts";
import { joinPdfItems } from "./lines.ts";
import { openPdf, type PdfDocument } from "./open-pdf.ts";
import { openPdfParts } from "./open-pdf-parts.ts";
import { planPages } from "./plan-pages.ts";

type PdfPage = Awaited<ReturnType<PdfDocument["getPage"]>>;

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

const scanned = "The document has no text layer, most likely because it was scanned; its pages are pictures.";

/**
 * The text layer of a PDF, page by page: a mark with the page's number, its text, its form values and notes. Nothing is
 * executed, rendered or loaded. Pages without text are reported, apart from damaged ones. A document that was read
 * whole and has no text at all gives an empty text. Throws `unreadable` for one with a password. With `parts`, only
 * some ranges of the document are at hand; rejects with `PartsMissing` where they are not enough.
 */
export async function readPdf(
  bytes: Uint8Array,
  { parts, isPlanWanted = false, ...range }: PageRange & Pick<TextSource, "parts" | "isPlanWanted">,
): Promise<Reading> {
  if (parts !== undefined) return await readPart(bytes, parts, range);
  const copy = isPlanWanted ? bytes.slice() : undefined;
  const document = await openPdf(bytes);
  const plan = copy && (await planPages(copy, document, range));
  if (copy === undefined || plan === undefined)
    return await readPages(document, { skipped: 0, pageCount: document.numPages }, range);
  await document.loadingTask.destroy();
  return await readPart(copy, plan, range);
}

/** Reads pages of a document of which only some ranges are at hand. */
async function readPart(bytes: Uint8Array, parts: DocumentParts, range: PageRange): Promise<Reading> {
  const { startPage = 1, endPage = parts.pageCount } = range;
  const lastKnown = parts.first + parts.objects.length - 1;
  const { document, missing, used } = await openPdfParts(bytes, { parts, first: startPage });
  const known = { ...range, endPage: Math.min(endPage, lastKnown) };
  const pages = readPages(document, { skipped: startPage - 1, pageCount: parts.pageCount }, known);
  const reading = await Promise.race([pages, missing]);
  const { ranges: _given, ...plan } = parts;
  const hasMorePages = reading.hasMorePages === true || lastKnown < Math.min(endPage, parts.pageCount);
  return hasMorePages ? { ...reading, hasMorePages, plan: { ...plan, used: used() } } : reading;
}

async function readPages(
  document: PdfDocument,
  { skipped, pageCount }: { skipped: number; pageCount: number },
  range: PageRange,
): Promise<Reading> {
  try {
    const pages = createPagedText(pageCount, range);
    let hasAdded = false;
    const left = { annotations: maxAnnotations };
    const odd: PageIssues = { empty: [], broken: [], cut: [] };
    for (let number = pages.first; number <= pages.last; number += 1) {
      const page = await pageText(document, number - skipped, left);
      if (page === undefined) odd.broken.push(number);
      else if (page.layer.trim() === "") odd.empty.push(number);
      if (page?.added.isCut) odd.cut.push(number);
      const lines = page?.added.lines ?? [];
      hasAdded ||= lines.length > 0;
      const mark = pageCount > 1 ? `[Page ${number}]\n\n` : "";
      if (!pages.add(`${mark}${page?.layer.trimEnd() ?? ""}\n\n${lines.join("\n")}`)) break;
    }
    return tellOfPages(pages.finish(), odd, hasAdded);
  } finally {
    await document.loadingTask.destroy();
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
  return withReasons({ ...reading, ...(isScanned && { text: "", pages: [] }) }, [
    isScanned ? scanned : pagesWith("Without a text layer, most likely pictures", empty),
    pagesWith("Damaged, so that nothing of them could be read", broken),
    pagesWith("Form fields and notes that were not all read", cut),
  ]);
}

function pagesWith(what: string, numbers: readonly number[]): string | undefined {
  return numbers.length === 0 ? undefined : `${what}: page ${shortList(numbers)}.`;
}

const maxListed = 10;

function shortList(numbers: readonly number[]): string {
  const more = numbers.length - maxListed;
  return `${numbers.slice(0, maxListed).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
