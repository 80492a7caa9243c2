import { type ByteRange, PartsMissing } from "#workers/documents/document-parts.ts";
import type { PdfBytes } from "./pdf-bytes.ts";
import { latin1, nextToken, type Span, skipSpace, skipWord } from "./pdf-tokens.ts";
import { type PdfValue, readValue, wholeNumber, written } from "./pdf-value.ts";
import { UncertainPdf } from "./uncertain-pdf.ts";

export interface PdfObject {
  number: number;
  /** Those in which its value and its stream lie. */
  bytes: Uint8Array;
  value: PdfValue;
  /** The data of its stream, if it is one. Pictures have none here: no text is in them. */
  stream?: Span;
  isPicture: boolean;
  /** Where it lies in the document, or the stream of objects does that has it. */
  ranges: ByteRange[];
}

/** Behind the data of a stream: the two keywords, with line ends. */
const streamEndBytes = 32;

/**
 * The object at an offset. Throws `UncertainPdf`, also for one with a generation, and `PartsMissing`.
 * @param lengthOf the whole number that an object is, for streams whose length is one
 */
export function readObjectAt(
  source: PdfBytes,
  { number, offset }: { number: number; offset: number },
  lengthOf: (number: number) => number | undefined = () => undefined,
): PdfObject {
  const read = source.read(offset, (bytes) => {
    const head = skipWord(bytes, skipWord(bytes, 0, `${number}`), "0");
    const value = readValue(bytes, skipWord(bytes, head, "obj"));
    const keyword = nextToken(bytes, value.to);
    const word = latin1(bytes, keyword);
    const isStream = word === "stream" && value.entries !== undefined;
    if (!isStream && word !== "endobj") throw new UncertainPdf();
    if (!isStream) requireNext(bytes, keyword.to);
    return { bytes, value, isStream, to: keyword.to };
  });
  const { bytes, value, isStream, to } = read;
  const object = { number, bytes, value };
  if (!isStream) return { ...object, isPicture: false, ranges: [[offset, offset + to]] };
  const from = startOfData(bytes, to);
  if (isPictureOf(bytes, value))
    return { ...object, isPicture: true, stream: { from, to: from }, ranges: [[offset, offset + from]] };
  const length = value.entries?.get("/Length");
  const [other] = length?.references ?? [];
  const size = other === undefined ? wholeNumber(bytes, length) : lengthOf(other);
  if (size === undefined) throw new UncertainPdf();
  const until = from + size + streamEndBytes;
  if (until > bytes.length && offset + bytes.length < source.size)
    throw new PartsMissing([[offset, Math.min(source.size, offset + until)]]);
  requireNext(bytes, skipWord(bytes, skipWord(bytes, from + size, "endstream"), "endobj"));
  const stream = { from, to: from + size };
  return { ...object, isPicture: false, stream, ranges: [[offset, Math.min(source.size, offset + until)]] };
}

/** pdf.js reads on behind an object, and fails where nothing can begin. */
function requireNext(bytes: Uint8Array, at: number): void {
  const next = bytes[skipSpace(bytes, at)];
  if (next !== undefined && !/\w/.test(String.fromCharCode(next))) throw new UncertainPdf();
}

/** The line of the keyword ends with a line feed, a carriage return, or both. */
function startOfData(bytes: Uint8Array, to: number): number {
  const end = latin1(bytes, { from: to, to: to + 2 });
  if (end === "\r\n") return to + 2;
  if (end.startsWith("\n") || end.startsWith("\r")) return to + 1;
  throw new UncertainPdf();
}

function isPictureOf(bytes: Uint8Array, { entries }: PdfValue): boolean {
  const isImage = written(bytes, entries?.get("/Subtype")) === "/Image";
  return isImage && entries?.has("/Width") === true && entries.has("/Height");
}
