import { getResolvedPDFJS } from "unpdf";
import type { PdfPage } from "#workers/documents/formats/pdf/open-pdf.ts";
import { type FontFacts, type FontRepair, repairOf } from "./font-repairs.ts";

/** States within each other, and codes of a font: more than a document has, unless it is hostile. */
const maxDepth = 1_000;
const maxCodes = 20_000;

interface Glyph {
  originalCharCode?: unknown;
  unicode?: unknown;
}

/**
 * How the characters of each font of a page are to be changed, by the name that pdf.js gives the font. It takes the
 * list of all that the page paints, which is as much work as its text; nothing is painted.
 */
export async function repairsOfPage(page: PdfPage): Promise<ReadonlyMap<string, FontRepair>> {
  const used = await codesByFont(page);
  return new Map(
    [...used].map(([name, codes]) => [
      name,
      page.commonObjs.has(name) ? repairOf(factsOf(page, name), codes) : new Map(),
    ]),
  );
}

function factsOf(page: PdfPage, name: string): FontFacts {
  const font: unknown = page.commonObjs.get(name);
  return typeof font === "object" && font !== null ? font : {};
}

/** By font, the codes on a page, and the character that pdf.js gives for each. */
async function codesByFont(page: PdfPage): Promise<Map<string, Map<number, string>>> {
  const { OPS } = await getResolvedPDFJS();
  const { fnArray, argsArray } = await page.getOperatorList();
  const used = new Map<string, Map<number, string>>();
  const saved: string[] = [];
  let font = "";
  for (const [at, operation] of fnArray.entries()) {
    const [first]: unknown[] = argsArray[at] ?? [];
    if (operation === OPS.save || operation === OPS.paintFormXObjectBegin) {
      if (saved.length < maxDepth) saved.push(font);
    } else if (operation === OPS.restore || operation === OPS.paintFormXObjectEnd) font = saved.pop() ?? font;
    else if (operation === OPS.setFont) font = String(first);
    else if (operation === OPS.showText && Array.isArray(first)) {
      const codes = used.get(font) ?? new Map<number, string>();
      used.set(font, codes);
      for (const glyph of first) addCode(codes, glyph);
    }
  }
  return used;
}

function addCode(codes: Map<number, string>, glyph: unknown): void {
  if (typeof glyph !== "object" || glyph === null) return;
  const { originalCharCode: code, unicode }: Glyph = glyph;
  if (typeof code === "number" && typeof unicode === "string" && codes.size < maxCodes) codes.set(code, unicode);
}
