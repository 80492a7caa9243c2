import { tokensAt, tokensPerCharacter } from "#workers/documents/text/tokens.ts";

/** The size of the text in one answer. Claude Code accepts 25,000 tokens per result. */
export const defaultTokenBudget = 20_000;

/** The distance from the end of the budget, in characters, within which a better place to cut is looked for. */
const cutBackCharacters = 4_000;

/**
 * How much text fills a window: a document whose page ends between that and the budget is cut there. No page is read
 * only to be left for the next window.
 */
export const fullWindowTokens = defaultTokenBudget - cutBackCharacters * tokensPerCharacter.ascii;

export interface TextWindow {
  text: string;
  /** The start of the rest, in UTF-16 code units. Undefined when nothing is left. */
  next: number | undefined;
}

/**
 * The part of `text` from `start` that fits into the budget, cut at a nearby end of a paragraph, line or word if there
 * is one. The window ends at `stop` at the latest.
 */
export function textWindow(
  text: string,
  start: number,
  { tokenBudget = defaultTokenBudget, stop }: { tokenBudget?: number; stop?: number | undefined } = {},
): TextWindow {
  const end = stop !== undefined && stop > start ? Math.min(stop, text.length) : text.length;
  const fits = lastFitting(text, [start, end], tokenBudget);
  const cut = fits < end ? bestCut(text, start, fits) : end;
  return { text: text.slice(start, cut), next: cut < text.length ? cut : undefined };
}

/** The beginning of a line that fits into the budget, with a mark where it is cut. */
export function beginningOf(line: string, tokenBudget: number): string {
  const fits = lastFitting(line, [0, line.length], tokenBudget);
  return fits === line.length ? line : `${line.slice(0, isLowSurrogate(line.charCodeAt(fits)) ? fits - 1 : fits)}…`;
}

function lastFitting(text: string, [start, end]: readonly [number, number], tokenBudget: number): number {
  let tokens = 0;
  for (let at = start; at < end; at += 1) {
    tokens += tokensAt(text, at);
    if (tokens > tokenBudget && at > start) return at;
  }
  return end;
}

function bestCut(text: string, start: number, fits: number): number {
  const earliest = Math.max(start + 1, fits - cutBackCharacters);
  for (const boundary of ["\n\n", "\n", " "]) {
    const at = text.lastIndexOf(boundary, fits - boundary.length);
    if (at >= earliest) return at + boundary.length;
  }
  if (!isLowSurrogate(text.charCodeAt(fits))) return fits;
  return fits - 1 > start ? fits - 1 : fits + 1;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
