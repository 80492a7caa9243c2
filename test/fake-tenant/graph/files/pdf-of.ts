/** A text as the content of a PDF string; what Helvetica has no glyph for is left out. */
export const escapedPdfText = (text: string): string =>
  text.replace(/[^\x20-\x7e]/g, "").replace(/[\\()]/g, (mark) => `\\${mark}`);

/** A PDF of one page with these lines (ISO 32000-1, 7.5). */
export function pdfOf(lines: readonly string[]): Buffer {
  const text = `BT /F1 10 Tf 12 TL 40 800 Td\n${lines.map((line) => `(${line}) Tj T*`).join("\n")}\nET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`.concat(
    `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`,
  );
  return Buffer.from(file, "latin1");
}
