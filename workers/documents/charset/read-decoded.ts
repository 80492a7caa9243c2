import { longerThanReadReason, type Reading, withReasons } from "#workers/documents/text/reading.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { charsetOf, decodeOrGuess } from "./decode-text.ts";

/** More than this is never needed for as much text as is given back, and a tree takes some forty times its HTML. */
const maxSourceBytes = 4_000_000;

/** Reads a document that is text, in its encoding; of a very long one only the beginning. */
export function readDecoded({ bytes, mediaType }: TextSource, read: (text: string) => Reading): Reading {
  const { text, guessed } = decodeOrGuess(bytes.subarray(0, maxSourceBytes), charsetOf(mediaType));
  return withReasons(read(text), [
    guessed === undefined ? undefined : `Its encoding had to be guessed; it was read as ${guessed}.`,
    bytes.length > maxSourceBytes ? longerThanReadReason : undefined,
  ]);
}
