import { getDocumentProxy } from "unpdf";
import { ToolError } from "#common/errors.ts";
import { createPagedText } from "./paged-text.ts";
import { CharacterMaps } from "./pdf-character-maps.ts";
import { joinPdfItems } from "./pdf-lines.ts";
import { type PageRange, type Reading, withReasons } from "./reading.ts";

type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;

/** Numbers of pages that gave no text: because there is none, or because the page is broken. */
interface PagesWithoutText {
  empty: number[];
  broken: number[];
}

const scanned = "The document has no text layer, most likely because it was scanned; its pages are pictures.";

/**
 * The text layer of a PDF, page by page, each below a mark with its number. Nothing of it is run, drawn or loaded.
 * Pages without text are told of, apart from those that are broken; a document of which all pages were read and have
 * none has an empty text. Throws `unreadable` for one with a password.
 */
export async function readPdf(bytes: Uint8Array, range: PageRange): Promise<Reading> {
  const document = await openPdf(bytes);
  try {
    const pages = createPagedText(document.numPages, range);
    const without: PagesWithoutText = { empty: [], broken: [] };
    for (let number = pages.first; number <= pages.last; number += 1) {
      const text = await pageText(document, number);
      if (text === undefined) without.broken.push(number);
      else if (text.trim() === "") without.empty.push(number);
      const mark = document.numPages > 1 ? `[Page ${number}]\n\n` : "";
      if (!pages.add(`${mark}${text ?? ""}`)) break;
    }
    return tellOfPages(pages.finish(), without);
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

/** Undefined where the page is broken; the others are still worth reading. */
async function pageText(document: PdfDocument, number: number): Promise<string | undefined> {
  try {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    page.cleanup();
    return joinPdfItems(items);
  } catch {
    return undefined;
  }
}

/** Only a document that was read to its end can be said to be scanned: a picture may stand among pages of text. */
function tellOfPages(reading: Reading, { empty, broken }: PagesWithoutText): Reading {
  const isScanned = empty.length > 0 && empty.length === reading.pageCount;
  return withReasons({ ...reading, ...(isScanned && { text: "", pages: [] }) }, [
    isScanned ? scanned : pagesWith("Without a text layer, most likely pictures", empty),
    pagesWith("Damaged, so that nothing of them could be read", broken),
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
