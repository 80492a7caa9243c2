import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { hasSignature, type Sample } from "#workers/documents/recognition/sample.ts";

/** Where its mark and its end mark may be: within that many bytes of the beginning and of the end. */
const markBytes = 1_024;
const mark = "%PDF-";
const endMark = /[\r\n]%%EOF\s*$/;
const blankStart = /^(?:\xef\xbb\xbf)?\s*$/;

/** PDF documents (ISO 32000-1). */
export const pdf: DocumentFormat = {
  format: "pdf",
  title: "PDF",
  mediaTypes: ["application/pdf"],
  extensions: ["pdf"],
  recognises: (sample) => hasSignature(sample.head, mark) || hasLateMark(sample),
  async read({ source }) {
    if (source.scansOf !== undefined) {
      const { readScanPages } = await import("./pictures/read-scan-pages.ts");
      return await readScanPages(source.bytes, source.scansOf, source);
    }
    const { readPdf } = await import("./read-pdf.ts");
    return await readPdf(source.bytes, source);
  },
};

/**
 * A PDF may have other bytes before its mark (PDF Reference 1.7, appendix H). A text that merely mentions the mark has
 * words before it and does not end as a PDF.
 */
function hasLateMark({ head, text, source: { bytes } }: Sample): boolean {
  const start = head.toString("latin1", 0, markBytes);
  const at = start.indexOf(mark);
  if (at === -1) return false;
  if (blankStart.test(start.slice(0, at)) || text === undefined) return true;
  const isLineStart = /[\r\n]/.test(start.charAt(at - 1));
  return isLineStart && endMark.test(Buffer.from(bytes.subarray(-markBytes)).toString("latin1"));
}
