/**
 * How much text one answer carries. Claude Code takes 25,000 tokens a result; a token is about three Latin letters,
 * but only one ideograph.
 */
export const defaultTokenBudget = 20_000;

const tokensPerCharacter = { ascii: 1 / 3, other: 1 };
/** How far back from the end of the budget a better place to cut is looked for, in characters. */
const cutBackCharacters = 4_000;

export interface TextWindow {
  text: string;
  /** Where the rest begins, in UTF-16 units; undefined = nothing is left. */
  next: number | undefined;
}

/**
 * The part of `text` from `start` that fits the budget, cut at a paragraph, line or word where one is near.
 * `stop`, when it comes first, ends the window: what follows is left for the next one.
 */
export function textWindow(
  text: string,
  start: number,
  { tokenBudget = defaultTokenBudget, stop }: { tokenBudget?: number; stop?: number | undefined } = {},
): TextWindow {
  const end = stop !== undefined && stop > start ? Math.min(stop, text.length) : text.length;
  const fits = lastFitting(text, start, end, tokenBudget);
  const cut = fits < end ? bestCut(text, start, fits) : end;
  return { text: text.slice(start, cut), next: cut < text.length ? cut : undefined };
}

/** How many tokens a text may take. */
export function tokensOf(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length; at += 1) tokens += tokensAt(text, at);
  return tokens;
}

function tokensAt(text: string, at: number): number {
  return text.charCodeAt(at) < 0x80 ? tokensPerCharacter.ascii : tokensPerCharacter.other;
}

function lastFitting(text: string, start: number, end: number, tokenBudget: number): number {
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
