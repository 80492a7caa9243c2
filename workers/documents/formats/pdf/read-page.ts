import { maxTextCharacters } from "#workers/documents/text/reading.ts";
import { addedOf, type PageAdded } from "./annotations.ts";
import type { PdfDocument, PdfPage } from "./open-pdf.ts";
import { hasUndecoded, readableLetters } from "./page/letters.ts";
import { linesOf, type TextItem } from "./page/lines.ts";
import { pageText } from "./page/page-text.ts";
import { placeFields, withTyped } from "./page/place-fields.ts";
import { inRows } from "./page/rows.ts";
import { type PageFonts, readPageFonts } from "./page-fonts.ts";

export interface PageText {
  /** Whether there is any text but that of form fields and notes. */
  hasLayer: boolean;
  text: string;
  /** Notes, and form fields without text beside them, one per line. */
  added: string[];
  /** Whether form fields and notes were not all read. */
  isCut: boolean;
  /** Whether there was no time for all of its text. */
  isUnfinished: boolean;
  /** Whether it has more text than a document may have. */
  isLong: boolean;
  /** How many characters can't be decoded. */
  undecoded: number;
}

/** What reading the pages of a document may still take. */
export interface PageBudget {
  annotations: number;
  isTimeUp(): boolean;
}

/** Undefined where the page is damaged. The other pages are still read. */
export async function readPage(document: PdfDocument, number: number, left: PageBudget): Promise<PageText | undefined> {
  try {
    const page = await document.getPage(number);
    const { items, isUnfinished, isLong } = await itemsOf(page, left);
    const isDoubtful = items.some(({ str }) => hasUndecoded(str));
    const lettersFor = isDoubtful && !left.isTimeUp() ? await fontsOf(page) : undefined;
    let undecoded = 0;
    const written = linesOf(items, ({ str, fontName }) => {
      const letters = (character: string) => lettersFor?.(fontName, character) ?? character;
      const readable = readableLetters(lettersFor === undefined ? str : Array.from(str, letters).join(""));
      undecoded += readable.undecoded;
      return readable.text;
    });
    const { added, typed, isCut } = await addedTo(page, left);
    const lines = withTyped(inRows(written), typed);
    const rest = placeFields(lines, added).filter(({ line }) => line !== "");
    page.cleanup();
    const text = pageText(lines);
    const hasLayer = items.some((item) => item.str.trim() !== "");
    return { hasLayer, text, added: rest.map(({ line }) => line), isCut, isUnfinished, isLong, undecoded };
  } catch {
    return undefined;
  }
}

interface PageItems {
  items: TextItem[];
  isUnfinished: boolean;
  isLong: boolean;
}

/** In pieces, between which there is an end to a page that takes too long, or has too much text. */
async function itemsOf(page: PdfPage, left: PageBudget): Promise<PageItems> {
  const items: TextItem[] = [];
  let characters = 0;
  const reader = page.streamTextContent({ disableNormalization: true }).getReader();
  for (let next = await reader.read(); next.done !== true; next = await reader.read()) {
    for (const item of next.value.items) {
      if (!("str" in item)) continue;
      items.push(item);
      characters += item.str.length;
    }
    const isLong = characters > maxTextCharacters;
    const isUnfinished = !isLong && left.isTimeUp();
    if (!isLong && !isUnfinished) continue;
    await reader.cancel(new Error("No more of the page is read."));
    return { items, isUnfinished, isLong };
  }
  return { items, isUnfinished: false, isLong: false };
}

async function fontsOf(page: PdfPage): Promise<PageFonts | undefined> {
  try {
    return await readPageFonts(page);
  } catch {
    return undefined;
  }
}

/** Form values and notes. A failure here does not lose the text of the page. */
async function addedTo(page: PdfPage, left: PageBudget): Promise<PageAdded> {
  try {
    if (left.annotations <= 0 || left.isTimeUp()) return { added: [], typed: [], isCut: true };
    const annotations = await page.getAnnotations({ intent: "display" });
    left.annotations -= annotations.length;
    return addedOf(annotations);
  } catch {
    return { added: [], typed: [], isCut: true };
  }
}
