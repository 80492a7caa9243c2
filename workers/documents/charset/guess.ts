import type { GuessableCharset } from "./guessable-charsets.ts";
import { type LanguageModel, languageModels, otherCost } from "./models.ts";

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
  // With the byte before, which tells whether a word begins there. It is ASCII, so no character is cut.
  const sample = bytes.subarray(Math.max(0, start - 1), start + sampleBytes);
  if (isDamagedUtf8(sample)) return "utf-8";
  const texts = new Map<string, string | undefined>();
  let best = { charset: fallback, cost: Number.POSITIVE_INFINITY };
  for (const model of languageModels()) {
    const { charset } = model;
    if (!texts.has(charset)) texts.set(charset, decodeStrictly(sample, charset));
    const text = texts.get(charset);
    const cost = text === undefined ? Number.POSITIVE_INFINITY : costOf(text, model, best.cost);
    if (cost < best.cost) best = { charset, cost };
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
  /** Not in ASCII. */
  isForeign: boolean;
}

const outside: Place = { letter: "none", isForeign: false };

const foreignAfterForeign = 2;
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
  if (here.letter === "none" || !(here.isForeign || before.isForeign)) return 0;
  if (before.letter === "none") {
    const first = foreignFirst + (here.letter === "capital" ? capitalFirst : 0);
    return before.isForeign && twoBefore.letter !== "none" ? first + markInside : first;
  }
  const ofCase = here.letter === "capital" && before.letter === "small" ? capitalInside : 0;
  if (script === "latin") return ofCase + (here.isForeign && before.isForeign ? foreignAfterForeign : 0);
  return ofCase + (here.isForeign === before.isForeign ? 0 : mixedWord);
}

const places = new Map<number, Place>();

/** Cached per character: a text has few different ones, and each is looked up for every language. */
function placeOf(code: number): Place {
  const known = places.get(code);
  if (known) return known;
  const place = { letter: letterOf(String.fromCharCode(code)), isForeign: code >= 0x80 };
  places.set(code, place);
  return place;
}

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
