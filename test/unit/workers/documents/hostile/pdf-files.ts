import { pdfFile, pdfStream } from "#test/support/pdf-file.ts";
import { deflateOften } from "./zip-writer.ts";

export interface PdfPage {
  content: string | Uint8Array;
  /** What the stream says of itself, e.g. `/Filter /FlateDecode`. */
  filter?: string;
  /** What the page says of itself besides, e.g. `/Annots [6 0 R]`. */
  more?: string;
}

/** A PDF of those pages; its cross-reference table is right unless `table` says otherwise. */
export function pdf(
  pages: readonly PdfPage[],
  { table, extra = [] }: { table?: string; extra?: readonly (string | Uint8Array)[] } = {},
) {
  const kids = pages.map((_, at) => `${4 + at * 2} 0 R`).join(" ");
  const written = pages.flatMap(({ content, filter = "", more = "" }, at) => [
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents " +
      `${5 + at * 2} 0 R ${more}>>`,
    pdfStream(filter, content),
  ]);
  return pdfFile(
    [
      "<< /Type /Catalog /Pages 2 0 R >>",
      `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
      ...written,
      ...extra,
    ],
    table,
  );
}

/** A PDF in which one text stands in place of another, as in its catalog. */
export function edited(bytes: Uint8Array, from: string, to: string): Uint8Array {
  return new Uint8Array(Buffer.from(Buffer.from(bytes).toString("latin1").replace(from, to), "latin1"));
}

/** A page that shows one line. */
export function line(text: string): PdfPage {
  return { content: `BT /F1 12 Tf 72 700 Td (${text}) Tj ET` };
}

/** A page whose content inflates to that many times a piece. */
export function inflating(piece: string, times: number): PdfPage {
  const zlibHead = Buffer.from([0x78, 0x9c]);
  return { content: Buffer.concat([zlibHead, deflateOften(piece, times)]), filter: "/Filter /FlateDecode" };
}
