import { latin1, nextToken, type PdfToken, type Span, skipSpace } from "./pdf-tokens.ts";
import { UncertainPdf } from "./uncertain-pdf.ts";

/** A value in the bytes of a document (ISO 32000-1, 7.3): where it lies, and what it refers to. */
export interface PdfValue extends Span {
  /** The numbers of all objects that it refers to, at any depth. */
  references: number[];
  /** The values of a dictionary by their names, such as `/Type`. Undefined for other values. */
  entries?: Map<string, PdfValue>;
}

/** Deeper values are not followed. Documents have about 6 levels. */
const maxDepth = 40;
const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;
const keyword = /^(?:true|false|null)$/;

/**
 * The value at or after `at`. Throws `UncertainPdf`, also where a key is written with escapes or comes twice, and for
 * references with a generation: a wrong one leads to nothing.
 */
export function readValue(bytes: Uint8Array, at: number, depth = 0): PdfValue {
  if (depth > maxDepth) throw new UncertainPdf();
  const token = nextToken(bytes, at);
  if (token.kind === "[") return readArray(bytes, token, depth);
  if (token.kind === "<<") return readDictionary(bytes, token, depth);
  if (token.kind === "]" || token.kind === ">>") throw new UncertainPdf();
  if (token.kind === "word" && !isKnownWord(latin1(bytes, token))) throw new UncertainPdf();
  return readReference(bytes, token) ?? { from: token.from, to: token.to, references: [] };
}

function readArray(bytes: Uint8Array, { from, to }: Span, depth: number): PdfValue {
  const references: number[] = [];
  for (let at = to; ; ) {
    const token = nextToken(bytes, at);
    if (token.kind === "]") return { from, to: token.to, references };
    const value = readValue(bytes, token.from, depth + 1);
    for (const one of value.references) references.push(one);
    at = value.to;
  }
}

function readDictionary(bytes: Uint8Array, { from, to }: Span, depth: number): PdfValue {
  const references: number[] = [];
  const entries = new Map<string, PdfValue>();
  for (let at = to; ; ) {
    const token = nextToken(bytes, at);
    if (token.kind === ">>") return { from, to: token.to, references, entries };
    const name = latin1(bytes, token);
    if (token.kind !== "name" || name.includes("#") || entries.has(name)) throw new UncertainPdf();
    const value = readValue(bytes, token.to, depth + 1);
    for (const one of value.references) references.push(one);
    entries.set(name, value);
    at = value.to;
  }
}

/** Two whole numbers and an R. Undefined where a token begins something else. */
function readReference(bytes: Uint8Array, first: PdfToken): PdfValue | undefined {
  if (!isInteger(bytes, first)) return undefined;
  const second = wordAfter(bytes, first);
  if (second === undefined || !isInteger(bytes, second)) return undefined;
  const mark = wordAfter(bytes, second);
  if (mark === undefined || latin1(bytes, mark) !== "R") return undefined;
  if (latin1(bytes, second) !== "0") throw new UncertainPdf();
  return { from: first.from, to: mark.to, references: [Number(latin1(bytes, first))] };
}

/** The next token if it is a word. Undefined at the end of the bytes too. */
function wordAfter(bytes: Uint8Array, { to }: Span): PdfToken | undefined {
  const at = skipSpace(bytes, to);
  if (at === bytes.length || /[()<>[\]{}/]/.test(String.fromCharCode(bytes[at] ?? 0))) return undefined;
  return nextToken(bytes, at);
}

const isKnownWord = (text: string) => number.test(text) || keyword.test(text);

/** As pdf.js takes it: `12.0` is one. */
function isInteger(bytes: Uint8Array, token: PdfToken): boolean {
  if (token.kind !== "word") return false;
  const text = latin1(bytes, token);
  return number.test(text) && Number.isInteger(Number(text));
}

/** A value as it is written. */
export function written(bytes: Uint8Array, value: PdfValue | undefined): string | undefined {
  return value && latin1(bytes, value);
}

/** The whole number that a value is. Undefined where it is none, or refers to one. */
export function wholeNumber(bytes: Uint8Array, value: PdfValue | undefined): number | undefined {
  const text = written(bytes, value) ?? "";
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** The whole numbers of an array. Undefined where it has other values, too. */
export function wholeNumbers(bytes: Uint8Array, value: PdfValue | undefined): number[] | undefined {
  const text = written(bytes, value) ?? "";
  if (value === undefined || value.references.length > 0 || !/^\[[\d\s]*\]$/.test(text)) return undefined;
  return (text.match(/\d+/g) ?? []).map(Number);
}
