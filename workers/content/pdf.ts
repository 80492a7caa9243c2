import { getDocumentProxy } from "unpdf";
import { ToolError } from "#common/errors.ts";
import { createPagedText } from "./paged-text.ts";
import { CharacterMaps } from "./pdf-character-maps.ts";
import { joinPdfItems } from "./pdf-lines.ts";
import type { PageRange, Reading } from "./reading.ts";

type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;

/**
 * The text layer of a PDF, page by page, each below a mark with its number. Nothing of it is run, drawn or loaded.
 * Pages without text are told of; a document of such pages only has an empty text.
 * Throws `unreadable` for one with a password.
 */
export async function readPdf(bytes: Uint8Array, range: PageRange): Promise<Reading> {
  const document = await openPdf(bytes);
  try {
    const pages = createPagedText(document.numPages, range);
    const empty: number[] = [];
    for (let number = pages.first; number <= pages.last; number += 1) {
      const text = await pageText(document, number);
      if (text.trim() === "") empty.push(number);
      const mark = document.numPages > 1 ? `[Page ${number}]\n\n` : "";
      if (!pages.add(`${mark}${text}`)) break;
    }
    const reading = pages.finish();
    return empty.length === 0 ? reading : withEmptyPages(reading, empty);
  } finally {
    await document.loadingTask.destroy();
  }
}

async function openPdf(bytes: Uint8Array): Promise<PdfDocument> {
  try {
    return await getDocumentProxy(bytes, {
      verbosity: 0,
      BinaryDataFactory: CharacterMaps,
      cMapUrl: "cmaps/",
      cMapPacked: true,
      disableFontFace: true,
      useSystemFonts: false,
      useWorkerFetch: false,
      useWasm: false,
      disableAutoFetch: true,
      enableXfa: false,
      maxImageSize: 0,
    });
  } catch (error) {
    if (error instanceof Error && error.name === "PasswordException") {
      throw new ToolError("unreadable", "It is password-protected. Ask for a copy without a password.");
    }
    throw new ToolError("unreadable", "It is damaged, or not built as a PDF document must be.");
  }
}

/** A page that is broken has no text; the others are still worth reading. */
async function pageText(document: PdfDocument, number: number): Promise<string> {
  try {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    page.cleanup();
    return joinPdfItems(items);
  } catch {
    return "";
  }
}

function withEmptyPages(reading: Reading, empty: readonly number[]): Reading {
  const isAll = empty.length === (reading.pages?.length ?? 0);
  const which = isAll
    ? "The document has no text layer, most likely because it was scanned; its pages are pictures."
    : `Without a text layer, most likely pictures: page ${shortList(empty)}.`;
  const incomplete = [reading.incomplete, which].filter((reason) => reason !== undefined).join(" ");
  return { ...reading, ...(isAll && { text: "", pages: [] }), incomplete };
}

const maxListed = 10;

function shortList(numbers: readonly number[]): string {
  const more = numbers.length - maxListed;
  return `${numbers.slice(0, maxListed).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
