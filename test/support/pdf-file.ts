/** A stream among the objects of a PDF. */
export function pdfStream(dictionary: string, data: string | Uint8Array): Buffer {
  const bytes = Buffer.from(data);
  const head = Buffer.from(`<< ${dictionary} /Length ${bytes.length} >>\nstream\n`);
  return Buffer.concat([head, bytes, Buffer.from("\nendstream")]);
}

/**
 * A PDF of these objects, numbered from 1, of which the first is its catalog. Its cross-reference table is right unless
 * another is given.
 */
export function pdfFile(objects: readonly (string | Uint8Array)[], table?: string): Uint8Array<ArrayBuffer> {
  const chunks = [Buffer.from("%PDF-1.7\n")];
  const entries: string[] = [];
  let at = 9;
  for (const [index, object] of objects.entries()) {
    const chunk = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from("\nendobj\n")]);
    entries.push(`${String(at).padStart(10, "0")} 00000 n \n`);
    chunks.push(chunk);
    at += chunk.length;
  }
  const size = objects.length + 1;
  const honest =
    `xref\n0 ${size}\n0000000000 65535 f \n${entries.join("")}trailer\n<< /Size ${size} /Root 1 0 R >>\n` +
    `startxref\n${at}\n%%EOF`;
  return new Uint8Array(Buffer.concat([...chunks, Buffer.from(table ?? honest)]));
}
