import { latin1, skipSpace, skipWord } from "./pdf-tokens.ts";
import { readValue } from "./pdf-value.ts";
import { maxSections, type ObjectPlace, type ReferencePart, type ReferenceSection } from "./reference-sections.ts";
import { UncertainPdf } from "./uncertain-pdf.ts";

const entryBytes = 20;

/** A cross-reference table (ISO 32000-1, 7.5.4) and the trailer behind it. An entry is read when it is asked for. */
export function readReferenceTable(bytes: Uint8Array, offset: number): ReferencePart {
  const sections: ReferenceSection[] = [];
  for (let at = skipWord(bytes, 0, "xref"); ; ) {
    at = skipSpace(bytes, at);
    const line = latin1(bytes, { from: at, to: at + 40 });
    const [head, first, count] = /^(\d{1,10}) (\d{1,10}) *(?:\r\n|\n|\r)/.exec(line) ?? [];
    if (head === undefined) {
      const dictionary = readValue(bytes, skipWord(bytes, at, "trailer"));
      return { bytes, dictionary, sections, ranges: [[offset, offset + dictionary.to]] };
    }
    const from = at + head.length;
    at = from + Number(count) * entryBytes;
    // pdf.js takes a first section that begins with 1 for one that begins with 0.
    const isOdd = Number(first) === 1 && Number(count) > 0;
    if (at > bytes.length || isOdd || sections.length === maxSections) throw new UncertainPdf();
    sections.push({
      first: Number(first),
      count: Number(count),
      place: (index) => placeInTable(bytes, from + index * entryBytes),
    });
  }
}

function placeInTable(bytes: Uint8Array, from: number): ObjectPlace | undefined {
  const entry = latin1(bytes, { from, to: from + entryBytes });
  const [, offset, generation, kind] = /^(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)$/.exec(entry) ?? [];
  if (kind === undefined) throw new UncertainPdf();
  if (kind === "f" || Number(offset) === 0) return undefined;
  if (Number(generation) > 0) throw new UncertainPdf();
  return { offset: Number(offset) };
}
