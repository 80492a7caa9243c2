import { withGaps } from "#workers/documents/gaps.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import type { Reading } from "#workers/text/reading.ts";
import { decodeStrictly, type GuessableCharset, guessCharset } from "./guess.ts";

const named: Readonly<Record<number, string>> = {
  ...{ 874: "windows-874", 932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5" },
  ...{ 20866: "koi8-r", 50220: "iso-2022-jp", 51932: "euc-jp", 65001: "utf-8" },
};

/** The charset of a Windows code page, as `TextDecoder` names it; undefined where it is not known. */
export function charsetOfPage(page: number | undefined): string | undefined {
  if (page === undefined) return undefined;
  if (page >= 28591 && page <= 28606) return `iso-8859-${page - 28590}`;
  return named[page] ?? (page >= 1250 && page <= 1258 ? `windows-${page}` : undefined);
}

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

/** Enough for the longest text that is returned; an HTML tree takes about forty times the size of its source. */
const maxSourceBytes = 4_000_000;

/** Decodes a text document and reads it. Of more than 4,000,000 bytes only the beginning is read. */
export function readDecoded({ bytes, mediaType }: TextSource, read: (text: string) => Reading): Reading {
  const { text, guessed } = decodeOrGuess(bytes.subarray(0, maxSourceBytes), charsetOf(mediaType));
  return withGaps(read(text), [
    guessed === undefined ? undefined : { kind: "guessedCharset", charset: guessed },
    bytes.length > maxSourceBytes ? { kind: "longText" } : undefined,
  ]);
}

type Utf16 = "utf-16le" | "utf-16be";

/** The encoding that a byte order mark names; undefined where there is no mark. */
export function byteOrderMark([first, second, third]: Uint8Array): "utf-8" | Utf16 | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

/**
 * The byte order of UTF-16 without a mark, told from NULs at even or at odd offsets alone. Undefined when it is not
 * UTF-16.
 */
export function unmarkedUtf16(head: Uint8Array): Utf16 | undefined {
  const nuls = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) nuls[at % 2] = (nuls[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  const half = head.length / 2;
  if (odd > half * 0.4 && even < half * 0.05) return ifReadable("utf-16le", head);
  return even > half * 0.4 && odd < half * 0.05 ? ifReadable("utf-16be", head) : undefined;
}

function ifReadable(encoding: Utf16, head: Uint8Array): Utf16 | undefined {
  return /[\p{Cc}--[\t\n\r\f]]/v.test(new TextDecoder(encoding).decode(head)) ? undefined : encoding;
}
