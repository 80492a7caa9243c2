import { normalised } from "#common/text.ts";

/** What stands in place of characters that can't be decoded. */
export const undecodedMark = "\ufffd";

/** Pieces of large brackets by Adobe's list of glyphs, from the first on. */
const [firstPiece, pieces] = [0xf8e8, "®©™⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪⎮⎞⎟⎠⎤⎥⎦⎫⎬⎭"];
/** The signs before items of lists, as Word writes them in its symbol fonts. */
const bullets: Readonly<Record<string, string>> = {
  ...{ "\uf02d": "–", "\uf06f": "□", "\uf071": "❑", "\uf076": "❖", "\uf0a7": "▪", "\uf0a8": "◻" },
  ...{ "\uf0b7": "•", "\uf0d8": "➢", "\uf0e0": "→", "\uf0fc": "✓" },
  ...Object.fromEntries([...pieces].map((sign, at) => [String.fromCharCode(firstPiece + at), sign])),
};
const bullet = new RegExp(`[${Object.keys(bullets).join("")}]`, "g");
/** Characters for machines, for private use, or none at all: a font's own codes, which say nothing without it. */
const undecoded = new RegExp(
  `[[\\p{Cc}\\p{Cn}\\p{Co}\\p{Cs}\ufffd]--[\\t\\n\\r${Object.keys(bullets).join("")}]]`,
  "v",
);
const everyUndecoded = new RegExp(undecoded, "gv");
/** A run of marks, with the spaces between them. */
export const undecodedRun = /\ufffd(?:[\s\ufffd]*\ufffd)?/g;
/** Ligatures and the shapes that Arabic letters take in a word. Full-width forms are left as they are. */
const presentationForm = /[\u00b5\u037e\u0eb3\u2126\ufb00-\ufb4f\ufb50-\ufdff\ufe70-\ufefc]/g;
/** Vowel signs by themselves, which normalise to a space or a stroke with the sign. */
const isolatedSign = /[\ufe70-\ufe7f]/;
/** Text of which nothing needs to be done: a fast path. */
const plain = /^[\t\n\x20-\x7e\xa0-\xac\xae-\xb4\xb6-\u02af]*$/;

/**
 * The letters of a text as they are read, and how many of its characters can't be decoded: a mark stands for each run
 * of them.
 */
export function readableLetters(text: string): { text: string; undecoded: number } {
  if (plain.test(text)) return { text, undecoded: 0 };
  let count = 0;
  const marked = text.replace(everyUndecoded, () => {
    count += 1;
    return undecodedMark;
  });
  const letters = marked
    .replace(undecodedRun, undecodedMark)
    .replace(bullet, (sign) => bullets[sign] ?? sign)
    .replace(presentationForm, letterOf);
  return { text: letters, undecoded: count };
}

/** Whether a text has characters that can't be decoded. */
export function hasUndecoded(text: string): boolean {
  return !plain.test(text) && undecoded.test(text);
}

function letterOf(form: string): string {
  const letter = normalised(form, "NFKC");
  return isolatedSign.test(form) ? letter.replace(/[ \u0640]/g, "") || letter : letter;
}
