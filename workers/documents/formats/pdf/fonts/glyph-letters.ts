import { normalised } from "#common/normalised.ts";

/** Names of glyphs that are parts of others' names, as of `/one.os` and `/f_f_hyphen` (Adobe Glyph List, in part). */
const named: Readonly<Record<string, string>> = {
  zero: "0",
  one: "1",
  two: "2",
  three: "3",
  four: "4",
  five: "5",
  six: "6",
  seven: "7",
  eight: "8",
  nine: "9",
  space: " ",
  period: ".",
  comma: ",",
  colon: ":",
  semicolon: ";",
  hyphen: "-",
  endash: "–",
  emdash: "—",
  exclam: "!",
  question: "?",
  parenleft: "(",
  parenright: ")",
  bracketleft: "[",
  bracketright: "]",
  slash: "/",
  percent: "%",
  ampersand: "&",
  at: "@",
  numbersign: "#",
  asterisk: "*",
  plus: "+",
  minus: "−",
  equal: "=",
  dollar: "$",
  cent: "¢",
  sterling: "£",
  Euro: "€",
  yen: "¥",
  quotesingle: "'",
  quotedbl: '"',
  quoteleft: "‘",
  quoteright: "’",
  quotedblleft: "“",
  quotedblright: "”",
  germandbls: "ß",
  ae: "æ",
  AE: "Æ",
  oe: "œ",
  OE: "Œ",
  oslash: "ø",
  Oslash: "Ø",
  lslash: "ł",
  Lslash: "Ł",
  dotlessi: "ı",
  dotlessj: "ȷ",
  bullet: "•",
  degree: "°",
};

/** Accents at the end of a letter's name. */
const accents: Readonly<Record<string, string>> = {
  grave: "\u0300",
  acute: "\u0301",
  circumflex: "\u0302",
  tilde: "\u0303",
  macron: "\u0304",
  breve: "\u0306",
  dotaccent: "\u0307",
  dieresis: "\u0308",
  ring: "\u030a",
  hungarumlaut: "\u030b",
  caron: "\u030c",
  cedilla: "\u0327",
  ogonek: "\u0328",
};

/** Names of glyphs are bounded in a font, not in a hostile one. */
const maxNameLength = 100;
const accented = new RegExp(`^([A-Za-z])(${Object.keys(accents).join("|")})$`);
const codes = /^uni((?:[0-9A-F]{4}){1,8})$/;
const code = /^u([0-9A-F]{4,6})$/;
/** Old-style digits, small capitals and the like of fonts before OpenType. */
const oldVariant = /(?:oldstyle|superior|inferior|small)$/;

/**
 * The letters that a glyph's name says it shows (Adobe Glyph List Specification, 2): `/one.os` 1, `/f_f_i` ffi,
 * `/uni00410042` AB, `/u1F600` an emoji. Undefined where it says none.
 */
export function lettersOfGlyph(name: string): string | undefined {
  const [base = ""] = name.slice(0, maxNameLength).split(".", 1);
  if (base === "") return undefined;
  const letters = base.split("_").map(lettersOfPart);
  return letters.every((letter) => letter !== undefined) ? letters.join("") : undefined;
}

function lettersOfPart(part: string): string | undefined {
  const [, several] = codes.exec(part) ?? [];
  if (several !== undefined) return (several.match(/.{4}/g) ?? []).map((hex) => fromHex(hex) ?? "").join("");
  const [, single] = code.exec(part) ?? [];
  if (single !== undefined) return fromHex(single);
  const plain = part.replace(oldVariant, "");
  if (/^[A-Za-z]$/.test(plain) || /^(?:ff|fi|fl|ffi|ffl)$/.test(plain)) return plain;
  const [, letter, accent = ""] = accented.exec(plain) ?? [];
  if (letter !== undefined) return normalised(`${letter}${accents[accent]}`, "NFC");
  return Object.hasOwn(named, plain) ? named[plain] : undefined;
}

function fromHex(hex: string): string | undefined {
  const point = Number.parseInt(hex, 16);
  return point > 0x10_ffff || (point >= 0xd8_00 && point <= 0xdf_ff) ? undefined : String.fromCodePoint(point);
}
