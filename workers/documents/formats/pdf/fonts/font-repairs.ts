import { hasUndecoded, undecodedMark } from "#workers/documents/formats/pdf/page/letters.ts";
import { lettersOfGlyph } from "./glyph-letters.ts";
import { texLetters } from "./tex-letters.ts";

/** What pdf.js tells of a font. */
export interface FontFacts {
  name?: unknown;
  /** Whether its codes have several bytes. */
  composite?: unknown;
  /** The names of glyphs, at the places of their codes, where the document gives some. */
  differences?: unknown;
}

/** By the character that pdf.js gives, what it should be. */
export type FontRepair = ReadonlyMap<string, string>;

/** In TrueType fonts the first glyph that is shown. */
const spaceGlyph = 3;
const space = 0x20;
/** A name that is just the number of a glyph, as programs give to glyphs of which they know no more. */
const glyphNumber = /^(?:g|glyph|gid|cid)(\d{1,5})$/i;

/**
 * What is to be changed of the characters of a font, where pdf.js took a glyph's code for a character because the
 * document doesn't say what it is: the letters that the glyph's name or TeX's encoding tells, or a mark that there are
 * none, as where the name is a number.
 * @param used the character that pdf.js gives for each code that the page has of the font
 */
export function repairOf(facts: FontFacts, used: ReadonlyMap<number, string>): FontRepair {
  const differences: readonly unknown[] = Array.isArray(facts.differences) ? facts.differences : [];
  const names = new Map([...used.keys()].map((code) => [code, nameOf(differences[code])]));
  const isCodes = facts.composite === true && hasGlyphNumbers(used);
  const tex = texLetters({ name: typeof facts.name === "string" ? facts.name : "", names });
  const repair = new Map<string, string>();
  const right = new Set<string>();
  for (const [code, character] of used) {
    const isCode = character === String.fromCharCode(code);
    const name = names.get(code) ?? "";
    const known = tex?.get(code) ?? lettersOfGlyph(name) ?? lettersOfNumber(name, code);
    const letters = isCodes ? (code === spaceGlyph ? " " : undecodedMark) : known;
    if (letters !== undefined && letters !== character && (isCode || hasUndecoded(character)))
      repair.set(character, letters);
    else right.add(character);
  }
  for (const character of right) repair.delete(character);
  return repair;
}

/**
 * A glyph's number tells that the code is no letter, unless it is the code itself, the code in hexadecimal digits, or
 * the place of the letter in fonts that begin with a space and have the order of ASCII, as most TrueType fonts do.
 */
function lettersOfNumber(name: string, code: number): string | undefined {
  if (name === `g${spaceGlyph}`) return " ";
  const [, number] = glyphNumber.exec(name) ?? [];
  if (number === undefined) return undefined;
  const codes = [Number(number), Number.parseInt(number, 16), Number(number) - spaceGlyph + space];
  return codes.includes(code) ? undefined : undecodedMark;
}

function nameOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/**
 * Whether the characters are just the numbers of glyphs: each is its code, and there is no space among them but the
 * glyph that is one, or much of them is nothing that a text has.
 */
function hasGlyphNumbers(used: ReadonlyMap<number, string>): boolean {
  const all = [...used];
  if (all.some(([code, character]) => character !== String.fromCharCode(code))) return false;
  const odd = all.filter(([, character]) => hasUndecoded(character)).length;
  return (used.has(spaceGlyph) && !used.has(space)) || odd > all.length / 4;
}
