import { type CollectedPages, isNodeOfPages } from "./collect-pages.ts";
import type { PdfObject } from "./read-object.ts";
import { UncertainPdf } from "./uncertain-pdf.ts";

/** The highest number that an object may have (ISO 32000-1, annex C), less the two that are added. */
const maxNumber = 8_388_605;

/** What stands for a picture, of which only the kind is looked at. */
const emptyPicture = Buffer.from(
  "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /Length 0 >>\nstream\n\nendstream",
);

/**
 * A PDF of these pages: the bytes of their objects as they are, with their numbers, under a new catalog and tree of
 * pages. Pages inherit from their old nodes, whose lists of pages are empty.
 */
export function writePages({ pages, objects }: CollectedPages): Uint8Array {
  const catalog = highestNumber(objects) + 1;
  const chunks: Uint8Array[] = [];
  const entries = [{ number: 0, text: "0000000000 65535 f \n" }];
  let at = 0;

  function put(...parts: readonly (string | Uint8Array)[]): void {
    for (const part of parts) {
      const chunk = typeof part === "string" ? Buffer.from(part, "latin1") : part;
      chunks.push(chunk);
      at += chunk.length;
    }
  }

  function putObject(number: number, content: readonly (string | Uint8Array)[]): void {
    const text = `${String(at).padStart(10, "0")} 00000 n \n`;
    entries.push({ number, text });
    put(`${number} 0 obj\n`, ...content, "\nendobj\n");
  }

  put("%PDF-1.7\n");
  for (const object of objects.values()) putObject(object.number, contentOf(object));
  putObject(catalog, [`<< /Type /Catalog /Pages ${catalog + 1} 0 R >>`]);
  const kids = pages.map((page) => `${page} 0 R`).join(" ");
  putObject(catalog + 1, [`<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`]);
  const start = at;
  put("xref\n");
  for (const { number, text } of entries.toSorted((a, b) => a.number - b.number)) put(`${number} 1\n`, text);
  put(`trailer\n<< /Size ${catalog + 2} /Root ${catalog} 0 R >>\nstartxref\n${start}\n%%EOF`);
  return new Uint8Array(Buffer.concat(chunks));
}

/** Of the objects and of those that they refer to, which are not all there. */
function highestNumber(objects: CollectedPages["objects"]): number {
  let highest = 0;
  for (const { number, value } of objects.values()) {
    highest = value.references.reduce((most, one) => Math.max(most, one), Math.max(highest, number));
  }
  if (highest > maxNumber) throw new UncertainPdf();
  return highest;
}

function contentOf(object: PdfObject): (string | Uint8Array)[] {
  const { bytes, value, stream, isPicture } = object;
  if (isPicture) return [emptyPicture];
  const kids = isNodeOfPages(object) ? value.entries?.get("/Kids") : undefined;
  if (kids !== undefined) return [bytes.subarray(value.from, kids.from), "[]", bytes.subarray(kids.to, value.to)];
  const own = bytes.subarray(value.from, value.to);
  return stream === undefined ? [own] : [own, "\nstream\n", bytes.subarray(stream.from, stream.to), "\nendstream"];
}
