import type { GuessableCharset } from "./guessable-charsets.ts";
import { type LanguageModel, languageModels, otherCost } from "./models.ts";
import { outside, type Place, placeCost, placeOf } from "./places.ts";
import { decodeStrictly } from "./strict-decoding.ts";

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
