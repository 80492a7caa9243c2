import { getResolvedPDFJS } from "unpdf";
import type { PdfPage } from "#workers/documents/formats/pdf/open-pdf.ts";
import { hasUndecoded } from "#workers/documents/formats/pdf/page/letters.ts";
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
  const fonts = [...(await codesByFont(page))].map(([id, codes]) => {
    const facts = factsOf(page, id);
    return { id, name: facts.name, repair: repairOf(facts, codes) };
  });
  const alike = Map.groupBy(fonts, ({ name }) => name);
  return new Map(fonts.map(({ id, name, repair }) => [id, withOthers(repair, alike.get(name) ?? [])]));
}

/** pdf.js takes text for one piece whose fonts have the same name, as those of parts of one font do. */
function withOthers(own: FontRepair, alike: readonly { repair: FontRepair }[]): FontRepair {
  const others = alike.flatMap(({ repair }) => [...repair].filter(([character]) => hasUndecoded(character)));
  return new Map([...others, ...own]);
}

function factsOf(page: PdfPage, id: string): FontFacts {
  const font: unknown = page.commonObjs.has(id) ? page.commonObjs.get(id) : undefined;
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
