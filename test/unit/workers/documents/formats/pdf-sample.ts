import { deflateSync } from "node:zlib";
import { pdfStream } from "#test/support/pdf-file.ts";

const content = (text: string) =>
  pdfStream("/Filter /FlateDecode", deflateSync(`BT /F1 12 Tf 72 700 Td (${text}) Tj ET`));

/** Everything that a page may have: what it inherits, contents in pieces, a form within, notes, links and pictures. */
export const objects: readonly (string | Uint8Array)[] = [
  "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [ ] >> >>",
  "<< /Type /Pages /Count 4 /Kids [3 0 R 8 0 R] /Resources 6 0 R /MediaBox [0 0 612 792] >>",
  "<< /Type /Pages /Parent 2 0 R /Count 3 /Kids [4 0 R\n5 0 R 7 0 R] /Rotate 90 % a ) comment\n >>",
  "<< /Type /Page /Parent 3 0 R /Contents [9 0 R 10 0 R] /Annots [15 0 R 16 0 R] >>",
  "<</Type/Page/Parent 3 0 R/Contents 11 0 R/Annots 18 0 R/Note(\\) endobj << 9 0 R)>>",
  "<< /Font << /F1 14 0 R >> /XObject << /Form 12 0 R /Picture 13 0 R >> >>",
  "<< /Type /Page /Parent 3 0 R /Contents 20 0 R /Resources << /Font << /F1 14 0 R >> >> >>",
  "<< /Type /Page /Parent 2 0 R /Contents 21 0 R >>",
  content("first"),
  content("of two pieces"),
  "<< /Length 19 0 R >>\nstream\n/Form Do /Picture Do BT /F1 9 Tf 9 9 Td (2nd) Tj ET\nendstream",
  pdfStream(
    "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 14 0 R >> >>",
    "BT /F1 12 Tf 72 600 Td (within) Tj ET",
  ),
  pdfStream("/Type /XObject /Subtype /Image /Width 1 /Height 1", "data of a picture"),
  "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  "<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /Dest [17 0 R /Fit] >>",
  "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (a remark) /P 4 0 R >>",
  "(led to by a link)",
  "[16 0 R]",
  "51",
  content("third"),
  content("fourth"),
];
