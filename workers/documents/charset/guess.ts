import { type LanguageModel, languageModels, otherCost } from "./models.ts";
import { outside, type Place, placeCost, placeOf } from "./places.ts";
import { decodeStrictly } from "./strict-decoding.ts";

/** So much of the text is judged, from its first byte on that is not ASCII. */
const sampleBytes = 32_768;
const fallback = "windows-1252";

/**
 * The charset in which bytes that are not valid UTF-8 read most like a language, of those that programs saved text in
 * before UTF-8; windows-1252 where none is clearly better. Time grows with the text until 32 kB, then no more.
 */
export function guessCharset(bytes: Uint8Array): string {
  const start = bytes.findIndex((byte) => byte >= 0x80);
  if (start === -1) return fallback;
  // The byte before tells whether a word begins there. It is ASCII, so no character is cut.
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

/** In any other charset, few pairs of bytes happen to be UTF-8. */
function isDamagedUtf8(sample: Uint8Array): boolean {
  const foreign = new TextDecoder().decode(sample, { stream: true }).match(/[^\0-\x7f]/gu) ?? [];
  const broken = foreign.filter((character) => character === "\ufffd").length;
  return foreign.length > 5 * broken;
}

/**
 * How unlikely a text is in a language: what its characters cost, and where they stand in words. ASCII costs nothing, so
 * that languages are compared by the other bytes alone. What is over `limit` is not counted.
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
