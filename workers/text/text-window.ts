const tokensPerCharacter = { ascii: 1 / 3, other: 1 };

/** An estimate of the number of tokens in a text: a token is about three Latin letters or one ideograph. */
export function tokensOf(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length; at += 1) tokens += tokensAt(text, at);
  return tokens;
}

/** What one UTF-16 code unit adds to that estimate. */
function tokensAt(text: string, at: number): number {
  return text.charCodeAt(at) < 0x80 ? tokensPerCharacter.ascii : tokensPerCharacter.other;
}

/**
 * What an answer may have, counted on its text blocks; pictures have limits of their own. Bytes are those of UTF-8 with
 * JSON's escapes, as an answer is sent. Claude Code, Codex, opencode and Gemini CLI pass so much on whole.
 */
export const answerLimits = {
  readCharacters: 27_000,
  readBytes: 36_000,
  /** Answer of a search or a list. One that has more hits goes on with `nextCursor`. */
  searchBytes: 20_000,
} as const;

/** A character counts as so much at least, so that a text of `readBytes` in size has no more than `readCharacters`. */
export const smallestCharacter = answerLimits.readBytes / answerLimits.readCharacters;

/** The size of a text in an answer: its bytes in UTF-8 as a JSON string, and a third more for each letter or digit. */
export function sizeOf(text: string): number {
  let size = 0;
  for (let at = 0; at < text.length; at += 1) size += sizeAt(text, at);
  return size;
}

/** What one UTF-16 code unit adds to that size. */
export function sizeAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit < 0x20) return hasShortEscape(unit) ? 2 : 6;
  if (unit < 0x80) return unit === quote || unit === backslash ? 2 : smallestCharacter;
  if (unit < 0x800) return 2;
  if (unit < 0xd800 || unit > 0xdfff) return 3;
  return isPaired(text, at, unit) ? 2 : 6;
}

const [quote, backslash] = [0x22, 0x5c];

/** `\b`, `\t`, `\n`, `\f` and `\r`. */
const hasShortEscape = (unit: number) => unit >= 0x08 && unit <= 0x0d && unit !== 0x0b;

/** A surrogate alone is escaped. */
function isPaired(text: string, at: number, unit: number): boolean {
  const other = text.charCodeAt(unit < 0xdc00 ? at + 1 : at - 1);
  return unit < 0xdc00 ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other < 0xdc00;
}

/** The distance from the end of a window, in characters, within which a better place to cut is looked for. */
const cutBackCharacters = 2_000;

/** What an answer mostly has around the text of a document. */
const sizeAround = 4_000;

/**
 * How much text fills a window, in `sizeOf`: a document whose page ends between that and the room is cut there. No page
 * is read only to be left for the next window.
 */
export const fullWindow = answerLimits.readBytes - sizeAround - cutBackCharacters * smallestCharacter;

/**
 * The part of `text` from `start` that fits into so much room, in `sizeOf`, cut at a nearby end of a paragraph, line or
 * word if there is one. The window ends at `stop` at the latest. `next` is the start of the rest, in UTF-16 code units;
 * undefined when nothing is left.
 */
export function textWindow(text: string, start: number, { room, stop }: { room: number; stop?: number | undefined }) {
  const end = stop !== undefined && stop > start ? Math.min(stop, text.length) : text.length;
  const fits = lastFitting(text, [start, end], { room, measure: sizeAt });
  const cut = fits < end ? bestCut(text, start, fits) : end;
  return { text: text.slice(start, cut), next: cut < text.length ? cut : undefined };
}

/** What a UTF-16 code unit of a text takes of a room. */
type Measure = (text: string, at: number) => number;

/** The beginning of a line that fits into so much room, by default in tokens, with a mark where it is cut. */
export function beginningOf(line: string, room: number, measure: Measure = tokensAt): string {
  const fits = lastFitting(line, [0, line.length], { room, measure });
  return fits === line.length ? line : `${line.slice(0, isLowSurrogate(line.charCodeAt(fits)) ? fits - 1 : fits)}…`;
}

function lastFitting(
  text: string,
  [start, end]: readonly [number, number],
  { room, measure }: { room: number; measure: Measure },
): number {
  let taken = 0;
  for (let at = start; at < end; at += 1) {
    taken += measure(text, at);
    if (taken > room && at > start) return at;
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
