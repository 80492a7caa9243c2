/** The objects of the update get this number and the following, near the highest that a PDF may use. */
const firstNumber = 8_388_000;

/**
 * An incremental update (ISO 32000-1, 7.5.6) to append to a document of `size` bytes: it then has these pages in this
 * order, and an empty one. Without it pdf.js looks at every page before the one that it is asked for, and at the last
 * one when it opens a document: it passes over the node of pages here, since that says how many they are. Pages still
 * inherit from their old nodes. Undefined where the end of the document does not say where its cross-references are.
 * @param pages the numbers of their objects
 */
export function updateWithPages(
  pages: readonly number[],
  { size, end }: { size: number; end: Uint8Array },
): Uint8Array | undefined {
  const previous = /startxref\s+(\d{1,10})\s+%%EOF\s*$/.exec(Buffer.from(end).toString("latin1"))?.[1];
  if (previous === undefined) return undefined;
  const [catalog, root, node, emptyPage] = [0, 1, 2, 3].map((at) => `${firstNumber + at} 0`);
  const objects = [
    `${catalog} obj\n<< /Type /Catalog /Pages ${root} R >>\nendobj\n`,
    `${root} obj\n<< /Type /Pages /Count ${pages.length + 1} /Kids [${node} R ${emptyPage} R] >>\nendobj\n`,
    `${node} obj\n<< /Type /Pages /Parent ${root} R /Count ${pages.length} ` +
      `/Kids [${pages.map((page) => `${page} 0 R`).join(" ")}] >>\nendobj\n`,
    `${emptyPage} obj\n<< /Type /Page /Parent ${root} R /MediaBox [0 0 1 1] >>\nendobj\n`,
  ];
  let at = size + 1;
  const entries = objects.map((object) => {
    const entry = `${String(at).padStart(10, "0")} 00000 n \n`;
    at += object.length;
    return entry;
  });
  return Buffer.from(
    `\n${objects.join("")}xref\n${firstNumber} ${objects.length}\n${entries.join("")}trailer\n` +
      `<< /Size ${firstNumber + objects.length} /Root ${catalog} R /Prev ${previous} >>\nstartxref\n${at}\n%%EOF`,
  );
}
