const fromCode = (first: number, letters: readonly string[]) => letters.map((text, at) => [first + at, text] as const);

const ligatures = ["ff", "fi", "fl", "ffi", "ffl"];

/** Where TeX's first text encoding (OT1) differs from ASCII. */
const first: ReadonlyMap<number, string> = new Map([
  ...fromCode(0x00, [..."ΓΔΘΛΞΠΣΥΦΨΩ"]),
  ...fromCode(0x0b, ligatures),
  ...fromCode(0x10, [..."ıȷ`´ˇ˘¯˚¸ßæœøÆŒØ"]),
  ...fromCode(0x7b, ["–", "—", "˝", "~", "¨"]),
  ...Object.entries({ '"': "”", "'": "’", "<": "¡", ">": "¿", "\\": "“", "`": "‘" }).map(
    ([code, letter]) => [code.charCodeAt(0), letter] as const,
  ),
]);

/** Where the Cork encoding (T1) differs from Latin-1. */
const cork: ReadonlyMap<number, string> = new Map([
  ...fromCode(0x00, [..."`´ˆ˜¨˝˚ˇ˘¯˙¸˛‚‹›“”„«»–—"]),
  ...fromCode(0x19, ["ı", "ȷ", ...ligatures]),
  ...fromCode(0x80, [..."ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£"]),
  [0x27, "’"],
  [0x60, "‘"],
  [0xd7, "Œ"],
  [0xdf, "SS"],
  [0xf7, "œ"],
  [0xff, "ß"],
]);

/** Names of the text fonts that come with TeX, in either encoding. Typewriters and small capitals have no ligatures. */
const firstFonts = /^(?:[A-Z]{6}\+)?CM(?:R|B|BX|BXSL|BXTI|DUNH|FF|FIB|SL|SS|SSBX|SSDC|SSI|SSQ|SSQI|TI|U)\d{1,2}$/i;
const corkFonts = /^(?:[A-Z]{6}\+)?(?:SF|EC)(?:RM|BX|BL|TI|SL|SS|SX|SI|BI)\d{2,4}$/i;
/** Small letters that a page has of a font for text. */
export const leastLetters = 8;
/** Fonts for formulas have letters, too, but other signs in the places of the comma and the full stop. */
const fullStops = [0x2c, 0x2e];

/** What a font says of itself. */
export interface TexFont {
  name: string;
  /** The name of the glyph of each code that a page has of it, where there is one. */
  names: ReadonlyMap<number, string | undefined>;
}

/**
 * The letters of codes in which a font's encoding differs from Latin-1, where the font says that it is one of TeX's for
 * text: by its name, or, as bitmap fonts have none, by glyphs that are named after their codes (`/a12`).
 */
export function texLetters({ name, names }: TexFont): ReadonlyMap<number, string> | undefined {
  if (firstFonts.test(name)) return first;
  if (corkFonts.test(name)) return cork;
  const codes = [...names.keys()];
  if (codes.length === 0 || [...names].some(([code, glyph]) => glyph !== `a${code}`)) return undefined;
  const letters = codes.filter((code) => code >= 0x61 && code <= 0x7a);
  if (letters.length < leastLetters || !fullStops.some((code) => names.has(code))) return undefined;
  return isCork(codes) ? cork : first;
}

/** The first encoding ends before 128, and its letters after 0x1a are rare in the languages that it is for. */
function isCork(codes: readonly number[]): boolean {
  const has = (from: number, to: number) => codes.some((code) => code >= from && code <= to);
  return has(0x80, 0xff) || (has(0x1b, 0x1f) && !has(0x0b, 0x0f));
}
