/**
 * What an answer may have, counted on its text blocks; pictures have limits of their own. Bytes are those of UTF-8 with
 * JSON's escapes, as an answer is sent. Claude Code, Codex, opencode and Gemini CLI pass so much on whole.
 */
export const answerLimits = {
  readCharacters: 27_000,
  readBytes: 36_000,
  /** Of a search or a list. One that has more hits goes on with `nextCursor`. */
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
