import type { DecodedPicture } from "#workers/documents/pictures/picture.ts";
import { requireRoom } from "#workers/documents/pictures/require-room.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";

const headerBytes = 14;
/** Without compression; with masks for the colours, of which all programs write the same. */
const plainModes: readonly number[] = [0, 3];

/** Decodes a BMP file without compression, of 24 or 32 bits, or of 8 bits with a palette. Refuses others. */
export function decodeBmp(bytes: Uint8Array): DecodedPicture {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < headerBytes + 40) throw new DocumentRefusal("damaged");
  const start = view.readUInt32LE(10);
  const infoBytes = view.readUInt32LE(14);
  const [width, signedHeight] = [view.readInt32LE(18), view.readInt32LE(22)];
  const [bits, mode] = [view.readUInt16LE(28), view.readUInt32LE(30)];
  if (infoBytes < 40 || ![8, 24, 32].includes(bits) || !plainModes.includes(mode)) throw new DocumentRefusal("picture");
  const height = Math.abs(signedHeight);
  // Whole words.
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (width <= 0 || height === 0 || start + rowBytes * height > view.length) throw new DocumentRefusal("damaged");
  requireRoom({ width, height }, 0);
  const colorOf = createColorReader(view, { bits, palette: headerBytes + infoBytes });
  const row = new Uint8Array(width * 4).fill(255);

  function* rows(): Generator<Uint8Array> {
    for (let y = 0; y < height; y += 1) {
      const from = start + rowBytes * (signedHeight < 0 ? y : height - 1 - y);
      for (let x = 0; x < width; x += 1) {
        const at = colorOf(from + (x * bits) / 8);
        row[x * 4] = view[at + 2] ?? 0;
        row[x * 4 + 1] = view[at + 1] ?? 0;
        row[x * 4 + 2] = view[at] ?? 0;
      }
      yield row;
    }
  }
  return { width, height, rows: rows() };
}

/** Where the colour of a pixel stands: blue, green and red. */
function createColorReader(view: Buffer, { bits, palette }: { bits: number; palette: number }): (at: number) => number {
  return bits === 8 ? (at) => palette + (view[at] ?? 0) * 4 : (at) => at;
}
