import { byteOrderMark, unmarkedUtf16 } from "./byte-order.ts";
import { guessCharset } from "./guess.ts";
import type { GuessableCharset } from "./guessable-charsets.ts";
import { decodeStrictly } from "./strict-decoding.ts";

const headBytes = 4_096;

/** The text of bytes, decoded as by `decodeOrGuess`. Never throws. */
export function decodeText(bytes: Uint8Array, declaredCharset: string | undefined): string {
  return decodeOrGuess(bytes, declaredCharset).text;
}

/**
 * The text of bytes. The first of these that is valid decides: byte order mark, declared charset, charset declared
 * inside the document, unmarked UTF-16, ISO-2022-JP escapes, UTF-8. Otherwise the charset is guessed, and named in
 * `guessed`. Never throws.
 */
export function decodeOrGuess(
  bytes: Uint8Array,
  declaredCharset: string | undefined,
): { text: string; guessed?: GuessableCharset } {
  const candidates = [
    byteOrderMark(bytes),
    declaredCharset,
    charsetInside(bytes),
    unmarkedUtf16(bytes.subarray(0, headBytes)),
    escapedJapanese(bytes),
    "utf-8",
  ];
  for (const label of candidates) {
    const text = label === undefined ? undefined : decodeStrictly(bytes, label);
    if (text !== undefined) return { text };
  }
  const guessed = guessCharset(bytes);
  return { text: new TextDecoder(guessed).decode(bytes, { stream: true }), guessed };
}

/** The charset of a media type, e.g. of `text/html; charset="utf-8"`. */
export function charsetOf(mediaType: string): string | undefined {
  return /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(mediaType)?.[1];
}

/** The charset in `<meta charset>`, `<meta http-equiv>` or `<?xml encoding?>`, found as by HTML's encoding prescan. */
function charsetInside(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, headBytes)).toString("latin1");
  if (!/^\s*</.test(head)) return undefined;
  return /<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?([\w.:-]{1,40})/i.exec(head)?.[1];
}

/** ISO-2022-JP is told by its escape sequences: its bytes are valid UTF-8. */
function escapedJapanese(bytes: Uint8Array): string | undefined {
  const escapes = ["\x1b$B", "\x1b$@", "\x1b(J"];
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return escapes.some((sequence) => text.includes(sequence, 0, "latin1")) ? "iso-2022-jp" : undefined;
}
