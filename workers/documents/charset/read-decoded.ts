import { longerThanReadReason, type Reading, withReasons } from "#workers/documents/text/reading.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { charsetOf, decodeOrGuess } from "./decode-text.ts";

/** Enough for the longest text that is returned; an HTML tree takes about forty times the size of its source. */
const maxSourceBytes = 4_000_000;

/** Decodes a text document and reads it. Of more than 4,000,000 bytes only the beginning is read. */
export function readDecoded({ bytes, mediaType }: TextSource, read: (text: string) => Reading): Reading {
  const { text, guessed } = decodeOrGuess(bytes.subarray(0, maxSourceBytes), charsetOf(mediaType));
  return withReasons(read(text), [
    guessed === undefined ? undefined : `Its encoding had to be guessed; it was read as ${guessed}.`,
    bytes.length > maxSourceBytes ? longerThanReadReason : undefined,
  ]);
}
