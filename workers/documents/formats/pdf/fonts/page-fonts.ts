import { getResolvedPDFJS } from "unpdf";
import type { PdfPage } from "#workers/documents/formats/pdf/open-pdf.ts";
import { hasUndecoded } from "#workers/documents/formats/pdf/page/letters.ts";
import { type FontFacts, type FontRepair, repairOf } from "./font-repairs.ts";
import type { ShownCharacter } from "./lost-letters.ts";

/** States within each other, and characters of a page: more than a document has, unless it is hostile. */
const maxDepth = 1_000;
const maxCharacters = 100_000;
/** A gap within a text, in thousandths of its size: a space of TeX is 200 or more, what moves letters together less. */
const gapThousandths = -180;
const invisible = /^\p{Cf}+$/u;

/** What the fonts of a page tell of its text. */
export interface PageFonts {
  /** What a character of a font should be, whose name is pdf.js' own. Undefined where it is right. */
  lettersFor(font: string, character: string): string | undefined;
  /** All characters that the page shows, in order. Empty where there are too many. */
  shown: ShownCharacter[];
}

interface Glyph {
  font: string;
  code: number;
  unicode: string;
  isApart: boolean;
}

/**
 * Reads the fonts of a page. It takes the list of all that the page paints, which is as much work as its text; nothing
 * is painted.
 */
export async function readPageFonts(page: PdfPage): Promise<PageFonts> {
  const glyphs = await glyphsOf(page);
  const used = new Map<string, Map<number, string>>();
  for (const { font, code, unicode } of glyphs) {
    const codes = used.get(font) ?? new Map<number, string>();
    used.set(font, codes.set(code, unicode));
  }
  const fonts = [...used].map(([id, codes]) => {
    const facts = factsOf(page, id);
    return { id, name: facts.name, repair: repairOf(facts, codes) };
  });
  const byName = Map.groupBy(fonts, ({ name }) => name);
  const ofName = new Map([...byName].map(([name, alike]) => [name, oddOnes(alike.map(({ repair }) => repair))]));
  const ofFont = new Map(fonts.map(({ id, name, repair }) => [id, { repair, others: ofName.get(name) }]));
  const lettersFor = (font: string, character: string) => {
    const known = ofFont.get(font);
    return known?.repair.get(character) ?? known?.others?.get(character);
  };
  const shown = glyphs.flatMap(({ font, unicode, isApart }) =>
    Array.from(unicode, (character, at) => {
      return { character, letters: lettersFor(font, character), isApart: isApart && at === 0 };
    }),
  );
  return { lettersFor, shown: glyphs.length < maxCharacters ? shown : [] };
}

/**
 * Of all fonts of one name, what can't be decoded otherwise: pdf.js takes text for one piece whose fonts have the same
 * name, as those of parts of one font do.
 */
function oddOnes(repairs: readonly FontRepair[]): FontRepair {
  return new Map(repairs.flatMap((repair) => [...repair].filter(([character]) => hasUndecoded(character))));
}

function factsOf(page: PdfPage, id: string): FontFacts {
  const font: unknown = page.commonObjs.has(id) ? page.commonObjs.get(id) : undefined;
  return typeof font === "object" && font !== null ? font : {};
}

async function glyphsOf(page: PdfPage): Promise<Glyph[]> {
  const { AnnotationMode, OPS } = await getResolvedPDFJS();
  // Annotations have no part in the text of a page.
  const { fnArray, argsArray } = await page.getOperatorList({ annotationMode: AnnotationMode.DISABLE });
  const glyphs: Glyph[] = [];
  const saved: string[] = [];
  let font = "";
  for (const [at, operation] of fnArray.entries()) {
    const [first]: unknown[] = argsArray[at] ?? [];
    if (operation === OPS.save || operation === OPS.paintFormXObjectBegin) {
      if (saved.length < maxDepth) saved.push(font);
    } else if (operation === OPS.restore || operation === OPS.paintFormXObjectEnd) font = saved.pop() ?? font;
    else if (operation === OPS.setFont) font = String(first);
    else if (operation === OPS.showText && Array.isArray(first)) addGlyphs(glyphs, font, first);
    if (glyphs.length >= maxCharacters) break;
  }
  return glyphs;
}

/** @param shown glyphs, and between them how far they are moved together */
function addGlyphs(glyphs: Glyph[], font: string, shown: readonly unknown[]): void {
  let isApart = true;
  for (const one of shown) {
    if (typeof one === "number") isApart ||= one < gapThousandths;
    if (typeof one !== "object" || one === null) continue;
    const { originalCharCode: code, unicode }: { originalCharCode?: unknown; unicode?: unknown } = one;
    if (typeof code !== "number" || typeof unicode !== "string" || invisible.test(unicode)) continue;
    glyphs.push({ font, code, unicode, isApart });
    isApart = false;
  }
}
