import type { ByteRange } from "#workers/documents/document-parts.ts";
import type { PdfBytes } from "./pdf-bytes.ts";
import { latin1, skipSpace } from "./pdf-tokens.ts";
import { wholeNumber } from "./pdf-value.ts";
import { maxSections, type ObjectPlace, type ReferencePart, type ReferenceSection } from "./reference-sections.ts";
import { readReferenceStream } from "./reference-stream.ts";
import { readReferenceTable } from "./reference-table.ts";
import { UncertainPdf } from "./uncertain-pdf.ts";

export interface CrossReferences {
  /** The number of the catalog. */
  root: number;
  isEncrypted: boolean;
  /** Undefined where there is no such object. */
  placeOf(number: number): ObjectPlace | undefined;
  /** Where the cross-references lie. */
  ranges: ByteRange[];
}

/** Where the place of the cross-references stands. */
const endBytes = 1_024;

/**
 * The cross-references of a document (ISO 32000-1, 7.5.4 to 7.5.8), tables and streams, in the order in which pdf.js
 * takes them: the first that names an object holds. Throws `UncertainPdf` and `PartsMissing`.
 */
export function readCrossReferences(source: PdfBytes): CrossReferences {
  const endFrom = Math.max(0, source.size - endBytes);
  const end = Buffer.from(source.from(endFrom)).toString("latin1");
  const start = /startxref\s+(\d{1,10})\s+%%EOF\s*$/.exec(end)?.[1];
  if (start === undefined) throw new UncertainPdf();
  const ranges: ByteRange[] = [[endFrom, source.size]];
  const sections: ReferenceSection[] = [];
  let top: ReferencePart | undefined;
  const offsets = new Set([Number(start)]);
  // Goes on with those that are added meanwhile.
  for (const offset of offsets) {
    const part = readPart(source, offset);
    top ??= part;
    sections.push(...part.sections);
    ranges.push(...part.ranges);
    if (sections.length > maxSections || offsets.size > maxSections) throw new UncertainPdf();
    for (const next of nextOffsets(part)) offsets.add(next);
  }
  const entries = top?.dictionary.entries;
  const [root] = entries?.get("/Root")?.references ?? [];
  if (root === undefined) throw new UncertainPdf();
  const placeOf = (number: number) => {
    const section = sections.find(({ first, count }) => first <= number && number < first + count);
    return section?.place(number - section.first);
  };
  // pdf.js then takes the cross-references for damaged.
  if (placeOf(0) !== undefined) throw new UncertainPdf();
  return { root, isEncrypted: entries?.has("/Encrypt") === true, placeOf, ranges };
}

function nextOffsets({ bytes, dictionary: { entries } }: ReferencePart): number[] {
  return ["/XRefStm", "/Prev"].flatMap((key) => {
    const value = entries?.get(key);
    const offset = wholeNumber(bytes, value);
    if (value !== undefined && offset === undefined) throw new UncertainPdf();
    return offset === undefined ? [] : [offset];
  });
}

function readPart(source: PdfBytes, offset: number): ReferencePart {
  const isTable = source.read(offset, (bytes) => {
    const at = skipSpace(bytes, 0);
    if (at + 4 > bytes.length) throw new UncertainPdf();
    return latin1(bytes, { from: at, to: at + 4 }) === "xref";
  });
  return isTable
    ? source.read(offset, (bytes) => readReferenceTable(bytes, offset))
    : readReferenceStream(source, offset);
}
