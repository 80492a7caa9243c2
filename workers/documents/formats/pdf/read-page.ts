import { maxTextCharacters } from "#workers/documents/text/reading.ts";
import { type Added, addedOf } from "./annotations.ts";
import type { FontRepair } from "./fonts/font-repairs.ts";
import { withLostLetters } from "./fonts/lost-letters.ts";
import { type PageFonts, readPageFonts } from "./fonts/page-fonts.ts";
import type { PdfDocument, PdfPage } from "./open-pdf.ts";
import { hasUndecoded, readableLetters } from "./page/letters.ts";
import { linesOf, type TextItem } from "./page/lines.ts";
import { pageText } from "./page/page-text.ts";
import { placeFields } from "./page/place-fields.ts";

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
  /** Pages whose fonts are looked at, each as much work as its text. */
  fontPages: number;
  /** Pages whose fonts are looked at to no avail. */
  plainPages: number;
  isTimeUp(): boolean;
}

/** Undefined where the page is damaged. The other pages are still read. */
export async function readPage(document: PdfDocument, number: number, left: PageBudget): Promise<PageText | undefined> {
  try {
    const page = await document.getPage(number);
    const { items, isNameless, isUnfinished, isLong } = await itemsOf(page, left);
    const { repairs, shown } = await fontsFor(page, { items, isNameless }, left);
    let undecoded = 0;
    const lines = linesOf(withLostLetters(items, shown), (item) => {
      const readable = readableLetters(repaired(item.str, repairs.get(item.fontName)));
      undecoded += readable.undecoded;
      return readable.text;
    });
    const { added, isCut } = await addedTo(page, left);
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
  /** Whether it has fonts that say nothing of themselves, as TeX's bitmap fonts do. */
  isNameless: boolean;
  isUnfinished: boolean;
  isLong: boolean;
}

/** In pieces, between which there is an end to a page that takes too long, or has too much text. */
async function itemsOf(page: PdfPage, left: PageBudget): Promise<PageItems> {
  const items: TextItem[] = [];
  let isNameless = false;
  let characters = 0;
  const reader = page.streamTextContent({ disableNormalization: true }).getReader();
  for (let next = await reader.read(); next.done !== true; next = await reader.read()) {
    isNameless ||= Object.values(next.value.styles).some(({ ascent }) => Number.isNaN(ascent));
    for (const item of next.value.items) {
      if (!("str" in item)) continue;
      items.push(item);
      characters += item.str.length;
    }
    const isLong = characters > maxTextCharacters;
    const isUnfinished = !isLong && left.isTimeUp();
    if (!isLong && !isUnfinished) continue;
    await reader.cancel(new Error("No more of the page is read."));
    return { items, isNameless, isUnfinished, isLong };
  }
  return { items, isNameless, isUnfinished: false, isLong: false };
}

const noFonts: PageFonts = { repairs: new Map(), shown: [] };

/**
 * What the fonts of a page tell of its text: looked at only where characters can't be decoded, or letters may have been
 * taken for spaces.
 */
async function fontsFor(
  page: PdfPage,
  { items, isNameless }: Pick<PageItems, "items" | "isNameless">,
  left: PageBudget,
): Promise<PageFonts> {
  const isOdd = items.some(({ str }) => hasUndecoded(str));
  if (left.isTimeUp() || left.fontPages <= 0 || (!isOdd && (!isNameless || left.plainPages <= 0))) return noFonts;
  left.fontPages -= 1;
  try {
    const fonts = await readPageFonts(page);
    if ([...fonts.repairs.values()].every(({ size }) => size === 0)) left.plainPages -= 1;
    return fonts;
  } catch {
    return noFonts;
  }
}

function repaired(text: string, repair: FontRepair | undefined): string {
  if (repair === undefined || repair.size === 0) return text;
  return Array.from(text, (character) => repair.get(character) ?? character).join("");
}

/** Form values and notes. A failure here does not lose the text of the page. */
async function addedTo(page: PdfPage, left: PageBudget): Promise<{ added: Added[]; isCut: boolean }> {
  try {
    if (left.annotations <= 0 || left.isTimeUp()) return { added: [], isCut: true };
    const annotations = await page.getAnnotations({ intent: "display" });
    left.annotations -= annotations.length;
    return addedOf(annotations);
  } catch {
    return { added: [], isCut: true };
  }
}
