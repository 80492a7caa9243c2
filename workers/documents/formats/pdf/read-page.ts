import { getResolvedPDFJS } from "unpdf";
import { symbolOf } from "#workers/documents/symbols.ts";
import { maxTextCharacters } from "#workers/text/reading.ts";
import { addedOf, type PageAdded } from "./annotations.ts";
import type { PdfDocument, PdfPage } from "./open-pdf.ts";
import { hasUndecoded, readableLetters, undecodedMark } from "./page/letters.ts";
import { linesOf, type TextItem } from "./page/lines.ts";
import { inRows, pageText } from "./page/page-text.ts";
import { placeFields, withTyped } from "./page/place-fields.ts";

/** What reading the pages of a document may still take. */
export interface PageBudget {
  annotations: number;
  /** Fonts that were looked at, and show letters. Each look takes the time of a page. */
  ordinary: Set<string>;
  isTimeUp(): boolean;
}

/**
 * The text of a page, and in `added` notes, and form fields without text beside them, one per line. `hasLayer` where
 * there is any other text, `isCut` where form fields and notes were not all read, `isUnfinished` where there was no
 * time for all of its text, `isLong` where it has more than a document may have, `undecoded` characters that can't be
 * decoded. Undefined where the page is damaged. The other pages are still read.
 */
export async function readPage(document: PdfDocument, number: number, left: PageBudget) {
  try {
    const page = await document.getPage(number);
    const { items, isUnfinished, isLong } = await itemsOf(page, left);
    const ofSigns = fontsOfSigns(items).filter((name) => !left.ordinary.has(name));
    const isDoubtful = items.some(({ str }) => hasUndecoded(str)) || ofSigns.length > 0;
    const lettersFor = isDoubtful && !left.isTimeUp() ? await readPageFonts(page).catch(() => undefined) : undefined;
    for (const name of ofSigns) if (lettersFor?.(name, tick) === tick) left.ordinary.add(name);
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

/** Text of a page in pieces, between which there is an end to one that takes too long, or has too much text. */
async function itemsOf(page: PdfPage, left: PageBudget) {
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

/** Letters that stand for boxes, ticks and bullets in Wingdings, where nothing says so. */
const loneSign = /^[oqrxnl¨¤þýüûß§Ø]$/;
const tick = "þ";

/** The fonts in which there is such a letter, and of which the page has single characters only. */
function fontsOfSigns(items: readonly TextItem[]): string[] {
  const names = new Set(items.filter(({ str }) => loneSign.test(str.trim())).map(({ fontName }) => fontName));
  for (const { str, fontName } of items) if (str.trim().length > 1) names.delete(fontName);
  return [...names];
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

/** What pdf.js tells of a font. */
interface FontFacts {
  name?: unknown;
  /** Whether its codes have several bytes. */
  composite?: unknown;
  /** The names of glyphs, at the places of their codes, where the document gives some. */
  differences?: unknown;
  /** The characters at the places of their codes; or a range, where each code counts as a character. */
  toUnicode?: { _map?: unknown; firstChar?: unknown };
}

/** Glyph of the space in TrueType fonts. */
const spaceGlyph = 3;
const digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
/** Letters of TeX's bitmap fonts, whose glyphs are named after their codes (`/a28`). */
const texLetters: Readonly<Record<number, string>> = {
  ...{ 14: "ffi", 15: "ffl", 16: "“", 17: "”", 21: "–", 22: "—" },
  ...{ 27: "ff", 28: "fi", 29: "fl", 30: "ffi", 31: "ffl" },
};
const symbolFont =
  /^(?:[A-Z]{6}\+)?(Symbol|Wingdings|Webdings)(?:MT)?([ -]?[23])?(?:[-,]?(?:Regular|Normal|Bold|Italic))*$/;
const symbolCode = /[\uf020-\uf0ff]/;
/** Fonts of one name that are looked at. */
const maxAlike = 10;
/** Codes of a font that are looked at. */
const maxMapped = 256;
const westEuropean = new TextDecoder("windows-1252");

/** Tells the letters of a character that pdf.js gives, by the name that pdf.js gives to its font. */
type PageFonts = (font: string, character: string) => string;

/** Loads the fonts of a page, which comes with the list of all that it paints; nothing is painted. */
async function readPageFonts(page: PdfPage): Promise<PageFonts> {
  const { AnnotationMode, OPS } = await getResolvedPDFJS();
  const { fnArray, argsArray } = await page.getOperatorList({ annotationMode: AnnotationMode.DISABLE });
  const ids = new Set(argsArray.filter((_, at) => fnArray[at] === OPS.setFont).map(([id]) => String(id)));
  const fonts = new Map([...ids].map((id) => [id, factsOf(page, id)]));
  const byName = Map.groupBy(fonts.values(), ({ name }) => name);
  const known = new Map<string, string>();
  return (id, character) => {
    const own = fonts.get(id);
    if (own === undefined) return character;
    const key = `${id} ${character}`;
    // pdf.js takes text for one piece whose fonts have the same name.
    const alike = byName.get(own.name) ?? [];
    const isOwn = own.composite === true || alike.length === 1;
    const asked = isDoubtful(character) ? [own, ...alike.slice(0, maxAlike)] : isOwn ? [own] : [];
    const letters = known.get(key) ?? asked.reduce((all, font) => all || lettersIn(font, character), "");
    known.set(key, letters);
    return letters || character;
  };
}

const isDoubtful = (character: string) => hasUndecoded(character) || symbolCode.test(character);

function factsOf({ commonObjs }: PdfPage, id: string): FontFacts {
  const font: unknown = commonObjs.has(id) ? commonObjs.get(id) : undefined;
  return typeof font === "object" && font !== null ? font : {};
}

/** The letters that a font shows for a character that pdf.js gives. Empty where that is right, or nothing tells. */
export function lettersIn({ name, composite, differences, toUnicode }: FontFacts, character: string): string {
  const code = character.charCodeAt(0);
  // Codes of several bytes are the numbers of glyphs where there is no map.
  if (composite === true && toUnicode?.firstChar !== undefined) return code === spaceGlyph ? " " : undecodedMark;
  const names: readonly unknown[] = Array.isArray(differences) ? differences : [];
  // A map may have codes of four bytes, and be as long.
  const map: readonly unknown[] = Array.isArray(toUnicode?._map) ? toUnicode._map.slice(0, maxMapped) : [];
  const glyph = names[code];
  const isRight = map.some((mapped, at) => mapped === character && names[at] !== undefined);
  if (typeof glyph === "string" && !isRight) return lettersOfGlyph(glyph, code);
  const [, family, number = ""] = symbolFont.exec(String(name)) ?? [];
  if (!isDoubtful(character) && (code > maxMapped || !/dings$/.test(family ?? ""))) return "";
  if (family !== undefined) {
    const own = isDoubtful(character) || composite === true ? code : Math.max(map.indexOf(character), 0) || code;
    const bullet = String.fromCharCode(0xf000 + own);
    const sign = symbolOf(own.toString(16).padStart(4, "0"), `${family} ${number.slice(-1)}`.trim());
    return sign || (own > maxMapped || hasUndecoded(bullet) ? "" : bullet);
  }
  // Small capitals and old-style digits of Adobe's fonts.
  if (code >= 0xf730 && code <= 0xf77a) return String.fromCharCode(code - 0xf700);
  return code >= 0x80 && code < 0xa0 && map.includes(character) ? westEuropean.decode(Uint8Array.of(code)) : "";
}

function lettersOfGlyph(name: string, code: number): string {
  if (name === `a${code}`) return texLetters[code] ?? "";
  if (name === `g${spaceGlyph}`) return " ";
  // A number says nothing, unless it is the code, also in hexadecimal digits, or the letter's place in TrueType fonts.
  const [, number] = /^(?:g|glyph|gid|cid)(\d{1,5})$/i.exec(name) ?? [];
  const codes = [Number(number), Number.parseInt(number ?? "", 16), Number(number) - spaceGlyph + 0x20];
  if (number !== undefined) return codes.includes(code) ? "" : undecodedMark;
  const [base = ""] = name.slice(0, 100).split(".", 1);
  const letters = base.split("_").map((part) => {
    const plain = part.replace(/(?:oldstyle|small)$/, "");
    if (/^(?:[A-Za-z]|ff|fi|fl|ffi|ffl)$/.test(plain)) return plain;
    const [, hex] = /^uni([0-9A-F]{4})$/.exec(plain) ?? [];
    return hex === undefined ? (digits.includes(plain) ? `${digits.indexOf(plain)}` : "") : symbolOf(hex, "");
  });
  return letters.includes("") ? "" : letters.join("");
}
