import type { PdfBytes } from "./pdf-bytes.ts";
import { latin1, nextToken } from "./pdf-tokens.ts";
import { wholeNumber, wholeNumbers, written } from "./pdf-value.ts";
import { type PdfObject, readObjectAt } from "./read-object.ts";
import { maxSections, type ObjectPlace, type ReferencePart, type ReferenceSection } from "./reference-sections.ts";
import { streamData } from "./stream-data.ts";
import { UncertainPdf } from "./uncertain-pdf.ts";

/** Of a field of an entry, in bytes. Node reads no longer numbers. */
const maxWidth = 6;

/** A cross-reference stream (ISO 32000-1, 7.5.8). */
export function readReferenceStream(source: PdfBytes, offset: number): ReferencePart {
  const number = source.read(offset, (bytes) => {
    const word = latin1(bytes, nextToken(bytes, 0));
    if (!/^\d{1,10}$/.test(word)) throw new UncertainPdf();
    return Number(word);
  });
  // Its length can't be another object's, since nothing is known of others yet.
  const object = readObjectAt(source, { number, offset });
  const { bytes, value, ranges } = object;
  if (written(bytes, value.entries?.get("/Type")) !== "/XRef") throw new UncertainPdf();
  return { bytes, dictionary: value, sections: sectionsOf(object), ranges };
}

function sectionsOf(object: PdfObject): ReferenceSection[] {
  const { bytes, value } = object;
  const widths = wholeNumbers(bytes, value.entries?.get("/W"));
  const size = wholeNumber(bytes, value.entries?.get("/Size"));
  const index = value.entries?.get("/Index");
  const numbers = index === undefined ? [0, size ?? 0] : wholeNumbers(bytes, index);
  if (widths?.length !== 3 || widths.some((width) => width > maxWidth)) throw new UncertainPdf();
  if (size === undefined || numbers === undefined || numbers.length > 2 * maxSections) throw new UncertainPdf();
  const data = Buffer.from(streamData(object));
  const width = widths.reduce((sum, one) => sum + one, 0);
  const sections: ReferenceSection[] = [];
  let at = 0;
  for (let pair = 0; pair < numbers.length; pair += 2) {
    const [first = 0, count = 0] = numbers.slice(pair, pair + 2);
    const from = at;
    at += count * width;
    sections.push({ first, count, place: (one) => placeInStream(data, from + one * width, widths) });
  }
  if (at > data.length || width === 0) throw new UncertainPdf();
  return sections;
}

function placeInStream(data: Buffer, from: number, widths: readonly number[]): ObjectPlace | undefined {
  let at = from;
  const [kind, second, third] = widths.map((width) => {
    at += width;
    return width === 0 ? undefined : data.readUIntBE(at - width, width);
  });
  // Where the kind is left out, it is 1; other fields are 0 then.
  if (kind === undefined || kind === 1) {
    if (third !== undefined && third > 0) throw new UncertainPdf();
    return second === undefined || second === 0 ? undefined : { offset: second };
  }
  if (kind === 2) return { container: second ?? 0, index: third ?? 0 };
  if (kind === 0) return undefined;
  throw new UncertainPdf();
}
