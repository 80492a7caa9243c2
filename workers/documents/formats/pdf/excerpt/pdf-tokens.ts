import { UncertainPdf } from "./uncertain-pdf.ts";

/** A piece of a document's bytes: from its first byte to before `to`. */
export interface Span {
  from: number;
  to: number;
}

/** The smallest parts of a PDF's syntax (ISO 32000-1, 7.2 and 7.3). Words are numbers, keywords and the like. */
export interface PdfToken extends Span {
  kind: "[" | "]" | "<<" | ">>" | "string" | "name" | "word";
}

const [regular, space, delimiter] = [0, 1, 2];
const kinds = new Uint8Array(256).fill(regular);
for (const byte of Buffer.from("\0\t\n\f\r ")) kinds[byte] = space;
for (const byte of Buffer.from("()<>[]{}/%")) kinds[byte] = delimiter;
const code = (character: string) => character.charCodeAt(0);
const [percent, backslash, open, close] = [code("%"), code("\\"), code("("), code(")")];
const [openArray, closeArray, slash, less, more] = [code("["), code("]"), code("/"), code("<"), code(">")];

/** Where the next byte is that is neither white space nor in a comment, or the end. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let next = at;
  let isComment = false;
  for (; next < bytes.length; next += 1) {
    const byte = bytes[next] ?? 0;
    if (byte === code("\n") || byte === code("\r")) isComment = false;
    else if (byte === percent) isComment = true;
    else if (!isComment && kinds[byte] !== space) break;
  }
  return next;
}

/** Where a run of regular characters ends. */
function endOfWord(bytes: Uint8Array, at: number): number {
  let next = at;
  while (next < bytes.length && kinds[bytes[next] ?? 0] === regular) next += 1;
  return next;
}

/** The characters of a piece, one for each byte. */
export function latin1(bytes: Uint8Array, { from, to }: Span): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1", from, to);
}

/** The token at or after `at`. Throws `UncertainPdf`. */
export function nextToken(bytes: Uint8Array, at: number): PdfToken {
  const from = skipSpace(bytes, at);
  const byte = bytes[from];
  if (byte === openArray) return { from, to: from + 1, kind: "[" };
  if (byte === closeArray) return { from, to: from + 1, kind: "]" };
  if (byte === open) return { from, to: endOfString(bytes, from), kind: "string" };
  if (byte === slash) return { from, to: endOfWord(bytes, from + 1), kind: "name" };
  if (byte === less && bytes[from + 1] === less) return { from, to: from + 2, kind: "<<" };
  if (byte === more && bytes[from + 1] === more) return { from, to: from + 2, kind: ">>" };
  const to = byte === less ? bytes.indexOf(more, from) + 1 : endOfWord(bytes, from);
  if (to <= from) throw new UncertainPdf();
  return { from, to, kind: byte === less ? "string" : "word" };
}

/** Goes on after a word that must be there. Throws `UncertainPdf`. */
export function skipWord(bytes: Uint8Array, at: number, word: string): number {
  const token = nextToken(bytes, at);
  if (latin1(bytes, token) !== word) throw new UncertainPdf();
  return token.to;
}

function endOfString(bytes: Uint8Array, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === backslash) at += 1;
    else if (byte === open) depth += 1;
    else if (byte === close) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  throw new UncertainPdf();
}
