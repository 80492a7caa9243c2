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
  const objects: Buffer[] = [
    Buffer.from("<< /Type /Catalog /Pages 2 0 R >>"),
    Buffer.from(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`),
    Buffer.from("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"),
  ];
  for (const [at, { content, filter = "", more = "" }] of pages.entries()) {
    const data = Buffer.from(content);
    objects.push(
      Buffer.from(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents " +
          `${5 + at * 2} 0 R ${more}>>`,
      ),
      Buffer.concat([
        Buffer.from(`<< /Length ${data.length} ${filter} >>\nstream\n`),
        data,
        Buffer.from("\nendstream"),
      ]),
    );
  }
  objects.push(...extra.map((one) => Buffer.from(one)));
  const chunks = [Buffer.from("%PDF-1.7\n")];
  const offsets: number[] = [];
  let at = 9;
  for (const [index, object] of objects.entries()) {
    const chunk = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from("\nendobj\n")]);
    offsets.push(at);
    chunks.push(chunk);
    at += chunk.length;
  }
  const lines = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const honest =
    `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${lines}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ` +
    `>>\nstartxref\n${at}\n%%EOF`;
  return new Uint8Array(Buffer.concat([...chunks, Buffer.from(table ?? honest)]));
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
