import { z } from "zod";
import { memoised } from "#workers/documents/memoised.ts";
import letters from "./letters.json" with { type: "json" };

/** What a text of an undeclared charset may be read as, by the names that `TextDecoder` knows. */
export const guessableCharsets = [
  "utf-8",
  "windows-1250",
  "windows-1251",
  "windows-1252",
  "windows-1253",
  "windows-1254",
  "windows-1255",
  "windows-1256",
  "windows-1257",
  "windows-874",
  "gb18030",
  "big5",
  "euc-kr",
  "shift_jis",
  "euc-jp",
] as const;

export type GuessableCharset = (typeof guessableCharsets)[number];

/*
 * The most frequent characters of languages whose charsets use two bytes per character: of prose, then of tables
 * (names, places, goods, money). Used only to tell charsets apart.
 */
const { ideographs } = letters;

/** A language whose characters take two bytes each. */
interface Ideographs extends Omit<LanguageModel, "costs"> {
  /** Groups of characters that are about equally frequent, with the share of a text that each group makes up. */
  classes: readonly { share: number; characters: string }[];
}

/** All characters in a range of a two-byte charset. These ranges hold what the charset's standard counts as common. */
function charactersAt(charset: string, leads: readonly [number, number], trails: readonly [number, number]): string {
  const bytes: number[] = [];
  for (let lead = leads[0]; lead <= leads[1]; lead += 1)
    for (let trail = trails[0]; trail <= trails[1]; trail += 1) bytes.push(lead, trail);
  return new TextDecoder(charset).decode(Uint8Array.from(bytes)).replaceAll("\ufffd", "");
}

const inUse = {
  gb: () => charactersAt("gb18030", [0xb0, 0xd7], [0xa1, 0xfe]),
  big5: () => charactersAt("big5", [0xa4, 0xc6], [0x40, 0x7e]) + charactersAt("big5", [0xa4, 0xc5], [0xa1, 0xfe]),
  ksx: () => charactersAt("euc-kr", [0xb0, 0xc8], [0xa1, 0xfe]),
  jis: () => charactersAt("euc-jp", [0xb0, 0xcf], [0xa1, 0xfe]),
};

const share = (part: number, characters: string) => ({ share: part, characters });
const written = (frequent: string, marks: string, others: string) => [
  share(0.65, frequent),
  share(0.12, marks),
  share(0.22, others),
];

/** The languages with two-byte characters. A character counts for the first class that contains it. */
function ideographicLanguages(): Ideographs[] {
  const { hiragana, katakana, japanese, japaneseMarks, chineseMarks, ...of } = ideographs;
  const kana = [share(0.3, hiragana), share(0.18, katakana), share(0.06, japaneseMarks)];
  const kanji = [share(0.35, japanese), share(0.1, inUse.jis())];
  const halfKana = [share(0.75, of.halfWidth), share(0.05, katakana), share(0.15, japanese), share(0.04, inUse.jis())];
  const alike = { handicap: 3, kind: "ideographs" } as const;
  return [
    { charset: "gb18030", ...alike, classes: written(of.simplified, chineseMarks, inUse.gb()) },
    { charset: "big5", ...alike, classes: written(of.traditional, chineseMarks, inUse.big5()) },
    { charset: "euc-kr", ...alike, classes: written(of.hangul, of.koreanMarks, inUse.ksx()) },
    { charset: "shift_jis", ...alike, classes: [...kana, ...kanji] },
    // Half-width katakana: one byte per character, in words of their own.
    { charset: "shift_jis", handicap: 4, kind: "other", classes: halfKana },
    { charset: "euc-jp", ...alike, classes: [...kana, ...kanji] },
  ];
}

/** Languages that are written in a charset. */
const alphabets = z.object({
  charset: z.enum(guessableCharsets),
  /** Latin text is mostly ASCII, with single other letters between. In other scripts, no letter of a word is ASCII. */
  script: z.enum(["latin", "other"]),
  /** How much better than windows-1252 this charset has to be to win, in nats. */
  handicap: z.number(),
  /** The lower-case letters beyond ASCII of each language, the most frequent ones first. */
  letters: z.record(z.string(), z.string()),
});

/** Punctuation that many languages share, at the same codes in most of the charsets. */
const commonMarks = "\u00a0–—“”‘’„‚…•«»°§©®€№£·½";

/** The cost of each character beyond ASCII in a language: the negative logarithm of its probability. */
interface LanguageModel {
  charset: GuessableCharset;
  handicap: number;
  /** Whether a character takes two bytes, or else the script of its letters. */
  kind: "ideographs" | "latin" | "other";
  costs: ReadonlyMap<number, number>;
}

/** Cost of a one-byte character that the language rarely uses. */
const rareByte = 7.5;
const commonMark = 4;

/** Costs by letter: in any alphabet, the first is about e³ times as frequent as the last, falling off exponentially. */
function alphabetCosts(letters: string): Map<number, number> {
  const costs = new Map<number, number>();
  const all = [...letters];
  const weights = all.map((_, rank) => Math.exp((-3 * rank) / all.length));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  for (const mark of commonMarks) costs.set(mark.charCodeAt(0), commonMark);
  for (const [rank, letter] of all.entries()) {
    const cost = -Math.log((weights[rank] ?? 0) / sum);
    const upper = letter.toUpperCase();
    costs.set(letter.charCodeAt(0), cost);
    if (upper.length === 1 && upper !== letter && upper > "\x7f") costs.set(upper.charCodeAt(0), cost);
  }
  return costs;
}

function classCosts(classes: readonly { share: number; characters: string }[]): Map<number, number> {
  const costs = new Map<number, number>();
  for (const { share, characters } of classes) {
    const cost = -Math.log(share / characters.length);
    for (const character of characters) {
      const code = character.charCodeAt(0);
      if (!costs.has(code)) costs.set(code, cost);
    }
  }
  return costs;
}

let models: readonly LanguageModel[] | undefined;

/**
 * Built on first use: most documents declare their charset or are UTF-8. The commonest language comes first: it wins
 * where several charsets read the same. The mixed entries stand for tables with names of many languages, such as lists
 * of customers.
 */
function languageModels(): readonly LanguageModel[] {
  models ??= [
    ...z
      .array(alphabets)
      .parse(letters.alphabets)
      .flatMap(({ charset, handicap, script: kind, letters: ofLanguages }) =>
        Object.values(ofLanguages).map((ofOne) => ({ charset, handicap, kind, costs: alphabetCosts(ofOne) })),
      ),
    ...ideographicLanguages().map(({ classes, ...one }) => ({ ...one, costs: classCosts(classes) })),
  ];
  return models;
}

/** The cost of a character that is not in the table of a language. */
function otherCost(code: number, kind: LanguageModel["kind"]): number {
  if (code >= 0x80 && code < 0xa0) return 11;
  if ((code >= 0x4e00 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3)) return 12.5;
  const isOneByte = kind === "ideographs" ? code >= 0xff61 && code <= 0xff9f : code < 0x2e80;
  return isOneByte ? rareByte : 15;
}

/** How much of the text is judged, counted from its first byte that is not ASCII. */
const sampleBytes = 32_768;
const fallback: GuessableCharset = "windows-1252";

/**
 * The charset in which bytes that are not valid UTF-8 read most like a language, among those that programs used before
 * UTF-8. windows-1252 where no other is clearly better. Looks at no more than 32 kB.
 */
export function guessCharset(bytes: Uint8Array): GuessableCharset {
  const start = bytes.findIndex((byte) => byte >= 0x80);
  if (start === -1) return fallback;
  // The byte before tells whether a word begins there. It is ASCII, so no character is cut.
  const sample = bytes.subarray(Math.max(0, start - 1), start + sampleBytes);
  if (isDamagedUtf8(sample)) return "utf-8";
  const textIn = memoised((charset: string) => decodeStrictly(sample, charset));
  let best = { charset: fallback, cost: Number.POSITIVE_INFINITY };
  for (const model of languageModels()) {
    const text = textIn(model.charset);
    const cost = text === undefined ? Number.POSITIVE_INFINITY : costOf(text, model, best.cost);
    if (cost < best.cost) best = { charset: model.charset, cost };
  }
  return best.charset;
}

/** Text in another charset contains few byte pairs that are valid UTF-8 by chance. */
function isDamagedUtf8(sample: Uint8Array): boolean {
  const foreign = new TextDecoder().decode(sample, { stream: true }).match(/[^\0-\x7f]/gu) ?? [];
  const broken = foreign.filter((character) => character === "\ufffd").length;
  return foreign.length > 5 * broken;
}

/**
 * The cost of a text in a language, by its characters and their positions in words. ASCII costs nothing, so that
 * languages are compared by the other bytes alone. Stops counting at `limit`.
 */
function costOf(text: string, { kind, costs, handicap }: LanguageModel, limit: number): number {
  let cost = handicap;
  let before: readonly [Place, Place] = [outside, outside];
  for (let at = 0; at < text.length && cost < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x80) cost += costs.get(code) ?? otherCost(code, kind);
    if (kind === "ideographs") continue;
    const here = placeOf(code);
    cost += placeCost(here, before, kind);
    before = [here, before[0]];
  }
  return cost;
}

/** What kind of character it is, as far as its position in a word matters. */
interface Place {
  letter: "none" | "small" | "capital" | "caseless";
  isNonAscii: boolean;
}

const outside: Place = { letter: "none", isNonAscii: false };

const afterAnotherNonAscii = 2;
const foreignFirst = 1;
const capitalFirst = 1;
const capitalInside = 4;
const mixedWord = 4;
const markInside = 3;

/**
 * The cost of a character after the two before it (the nearest first), in nats. Heuristic: a wrong charset shows as
 * capitals and punctuation inside words, and as Latin letters next to letters of other scripts.
 */
function placeCost(here: Place, [before, twoBefore]: readonly [Place, Place], script: "latin" | "other") {
  if (here.letter === "none" || !(here.isNonAscii || before.isNonAscii)) return 0;
  if (before.letter === "none") {
    const first = foreignFirst + (here.letter === "capital" ? capitalFirst : 0);
    return before.isNonAscii && twoBefore.letter !== "none" ? first + markInside : first;
  }
  const ofCase = here.letter === "capital" && before.letter === "small" ? capitalInside : 0;
  if (script === "latin") return ofCase + (here.isNonAscii && before.isNonAscii ? afterAnotherNonAscii : 0);
  return ofCase + (here.isNonAscii === before.isNonAscii ? 0 : mixedWord);
}

/** A text has few different characters, and each is looked up for every language. */
const placeOf = memoised(
  (code: number): Place => ({
    letter: letterOf(String.fromCharCode(code)),
    isNonAscii: code >= 0x80,
  }),
);

function letterOf(character: string): Place["letter"] {
  if (/\p{Lu}/u.test(character)) return "capital";
  if (/\p{Ll}/u.test(character)) return "small";
  return /[\p{L}\p{M}]/u.test(character) ? "caseless" : "none";
}

/**
 * Decodes bytes. Undefined when the charset is unknown or the bytes are not valid in it; the last character may be cut.
 */
export function decodeStrictly(bytes: Uint8Array, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}
