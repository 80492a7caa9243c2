import { withGaps } from "#workers/documents/gaps.ts";
import type { Reading } from "#workers/documents/text/reading.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { charsetOf, decodeOrGuess } from "./decode-text.ts";

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
