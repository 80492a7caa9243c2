import { extractDocument } from "#workers/documents/extract-document.ts";
import { decodeJpeg } from "#workers/documents/pictures/decode/decode-jpeg.ts";
import { decodePng } from "#workers/documents/pictures/decode/decode-png.ts";
import type { Picture } from "#workers/documents/pictures/picture.ts";

/** A picture file as it is shown, with the line that says what it is. */
export async function shownOf(bytes: Uint8Array): Promise<{ text: string; picture: Picture }> {
  const read = await extractDocument({ bytes, mediaType: "application/octet-stream" });
  if (!("text" in read) || read.text.pictures?.[0] === undefined) throw new Error(JSON.stringify(read));
  return { text: read.text.text, picture: read.text.pictures[0] };
}

/** The pixels of a picture that is shown, row by row: red, green, blue and opacity of each. */
export async function pixelsOf({ mediaType, bytes }: Picture): Promise<number[][][]> {
  const decoded = mediaType === "image/png" ? decodePng(Uint8Array.from(bytes)) : await decodeJpeg(bytes);
  const rows: number[][][] = [];
  for (const row of decoded.rows) {
    rows.push(Array.from({ length: decoded.width }, (_, x) => [...row.subarray(x * 4, x * 4 + 4)]));
  }
  return rows;
}
