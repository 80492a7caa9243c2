import type { ByteRange } from "#workers/documents/document-parts.ts";

/** How far the dictionary of a picture may reach from its subtype, in both directions. */
const dictionaryBytes = 1_000;

/**
 * Where the data of pictures lies in a PDF (ISO 32000-1, 8.9.5): image streams whose length stands in their dictionary.
 * Text is found without them.
 */
export function pictureRanges(bytes: Uint8Array): ByteRange[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ranges: ByteRange[] = [];
  for (let at = view.indexOf("/Image"); at !== -1; at = view.indexOf("/Image", at + 1)) {
    const before = view.subarray(Math.max(0, at - dictionaryBytes), at);
    const after = view.subarray(at, at + dictionaryBytes);
    const keyword = after.indexOf("stream");
    if (keyword === -1) continue;
    const dictionary = before.toString("latin1", before.lastIndexOf(" obj") + 1) + after.toString("latin1", 0, keyword);
    const length = Number(/\/Length\s+(\d{1,9})\b(?!\s+\d+\s+R)/.exec(dictionary)?.[1] ?? 0);
    const isImage = /\/Subtype\s*\/Image\b/.test(dictionary) && !dictionary.includes("endobj");
    const start = at + keyword + (after[keyword + 6] === 0x0d ? 8 : 7);
    const isExact = /^\s{0,2}endstream/.test(view.toString("latin1", start + length, start + length + 11));
    if (isImage && isExact) ranges.push([start, start + length]);
  }
  return ranges;
}
