import { maxDocumentBytes } from "#workers/documents/document-size.ts";
import { gapOfPages, gapsWhere, withGaps } from "#workers/documents/gaps.ts";
import {
  type FoundLabels,
  joinLabels,
  labelsInBytes,
  labelsInText,
  labelsOfProperties,
} from "#workers/documents/labels/labels.ts";
import { createPagedText } from "#workers/documents/paged-text.ts";
import { withThingsInside } from "#workers/documents/things-inside.ts";
import type { PageRange, Reading } from "#workers/text/reading.ts";
import { openPdf, type PdfDocument } from "./open-pdf.ts";
import { readPage } from "./read-page.ts";

/**
 * The text layer of a PDF, page by page: a mark with the page's number, its text with tables as Markdown and form
 * values where they stand, its notes. Nothing is executed, rendered or loaded. Attached files are named. Pages without
 * text are reported, apart from damaged ones. A document that was read whole and has no text at all gives an empty
 * text. Throws `unreadable` for one with a password.
 */
export async function readPdf(bytes: Uint8Array, range: ReadOptions): Promise<Reading> {
  const inBytes = labelsInBytes(bytes);
  const document = await openPdf(bytes);
  const files = await attachedFiles(document);
  const labels = await labelsOf(document, inBytes);
  return { ...withThingsInside(await readPages(document, range), files), labels };
}

/** Which pages to read, and until when. */
interface ReadOptions extends PageRange {
  /** Asked between pages and within long ones: if so, reading ends with what there is. */
  isTimeUp?: (() => boolean) | undefined;
}

/** Per document, including links. Each takes up to 0.3 ms, and pages may share annotations. */
const maxAnnotations = 10_000;

/** Reads pages one after the other. Closes the document. */
async function readPages(document: PdfDocument, { isTimeUp = () => false, ...range }: ReadOptions): Promise<Reading> {
  try {
    const pages = createPagedText(document.numPages, range);
    let hasAdded = false;
    let isSlow = false;
    const left = { annotations: maxAnnotations, ordinary: new Set<string>(), isTimeUp };
    // What is to be told of pages, by their numbers.
    const withoutText: number[] = [];
    const told = { damaged: [] as number[], notes: [] as number[], unfinished: [] as number[] };
    let undecoded = 0;
    let isLong = false;
    for (let number = pages.first; number <= pages.last; number += 1) {
      isSlow = number > pages.first && isTimeUp();
      if (isSlow) break;
      const page = await readPage(document, number, left);
      // The next window begins with it.
      if (page?.isUnfinished && number > pages.first && range.enough !== undefined) break;
      if (page === undefined) told.damaged.push(number);
      else if (!page.hasLayer && !page.isUnfinished) withoutText.push(number);
      if (page?.isUnfinished) told.unfinished.push(number);
      else if (page?.isCut) told.notes.push(number);
      undecoded += page?.undecoded ?? 0;
      isLong ||= page?.isLong === true;
      const added = page?.added ?? [];
      hasAdded ||= added.length > 0 || page?.text.trim() !== "";
      const mark = document.numPages > 1 ? `[Page ${number}]\n\n` : "";
      if (!pages.add(`${mark}${page?.text.trimEnd() ?? ""}\n\n${added.join("\n")}`)) break;
    }
    const reading = pages.finish();
    // The next window goes on where one ends early.
    const isLeft = isSlow && reading.hasMorePages !== true;
    // A document counts as scanned only if all its pages were read and none has text: a page may be just a picture.
    const isScanned = withoutText.length > 0 && withoutText.length === reading.pageCount && !hasAdded;
    return withGaps({ ...reading, ...(isScanned && { text: "", pages: [] }) }, [
      ...gapsWhere({ tooSlow: isLeft, scanned: isScanned }),
      gapOfPages("withoutText", isScanned ? [] : withoutText),
      ...(["damaged", "notes", "unfinished"] as const).map((kind) => gapOfPages(kind, told[kind])),
      ...gapsWhere({ longText: isLong }),
      undecoded > 0 ? { kind: "undecoded", count: Math.min(undecoded, maxDocumentBytes) } : undefined,
    ]);
  } finally {
    await document.loadingTask.destroy();
  }
}

/** A portfolio has some hundreds. */
const maxFiles = 10_000;

/**
 * The names of the files that are attached to a document, as to a portfolio (ISO 32000-1, 7.11.4). pdf.js gives names
 * only, and reads no file. Empty where the list is damaged.
 */
async function attachedFiles(document: PdfDocument): Promise<string[]> {
  try {
    const files: unknown = await document.getAttachments();
    const entries: unknown[] = files instanceof Map ? [...files.values()] : Object.values(files ?? {});
    return entries.slice(0, maxFiles).map(nameOf);
  } catch {
    return [];
  }
}

function nameOf(file: unknown): string {
  const isNamed = typeof file === "object" && file !== null && "filename" in file;
  return isNamed && typeof file.filename === "string" ? file.filename : "";
}

/**
 * The labels in its properties: in the information dictionary (ISO 32000-1, 14.3.3), and in XMP.
 * @param inBytes those that the file names, for XMP that pdf.js can't read, such as in UTF-16
 */
async function labelsOf(document: PdfDocument, inBytes: FoundLabels): Promise<FoundLabels> {
  try {
    const { info, metadata } = await document.getMetadata();
    const custom: unknown = "Custom" in info ? info.Custom : undefined;
    const properties = Object.entries(custom ?? {}).map(([name, value]) => [name, String(value)] as const);
    const xmp: unknown = metadata?.getRaw();
    return joinLabels([labelsOfProperties(properties), typeof xmp === "string" ? labelsInText(xmp) : inBytes]);
  } catch {
    return undefined;
  }
}
