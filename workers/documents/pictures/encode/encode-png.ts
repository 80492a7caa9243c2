import { crc32, deflateSync } from "node:zlib";
import { pngSignature } from "#workers/documents/pictures/decode/png-chunks.ts";
import type { Bitmap } from "#workers/documents/pictures/picture.ts";

const opaque = 2;
const withOpacity = 6;

/** A PNG file with nothing but pixels: of three bytes each where all are opaque. */
export function encodePng({ width, height, data }: Bitmap, isOpaque: boolean): Buffer {
  const samples = isOpaque ? 3 : 4;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, isOpaque ? opaque : withOpacity], 8);
  const rows = filteredRows({ width, height, data }, samples);
  return Buffer.concat([
    Buffer.from(pngSignature, "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

/**
 * The rows as differences to the row above or to the pixel on the left, whichever are smaller, as RFC 2083 advises
 * (9.6): screenshots are mostly areas of one colour.
 */
function filteredRows({ width, height, data }: Bitmap, samples: number): Buffer {
  const rowBytes = width * samples;
  const out = Buffer.alloc((rowBytes + 1) * height);
  const filtered = [Buffer.alloc(rowBytes), Buffer.alloc(rowBytes)] as const;
  let above = new Uint8Array(rowBytes);
  let row = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y += 1) {
    for (let at = 0; at < rowBytes; at += 1) {
      const pixel = Math.floor(at / samples);
      row[at] = data[(y * width + pixel) * 4 + (at - pixel * samples)] ?? 0;
    }
    const sums = [0, 0];
    for (let at = 0; at < rowBytes; at += 1) {
      const byte = row[at] ?? 0;
      const left = (byte - (at < samples ? 0 : (row[at - samples] ?? 0))) & 255;
      const up = (byte - (above[at] ?? 0)) & 255;
      filtered[0][at] = left;
      filtered[1][at] = up;
      sums[0] = (sums[0] ?? 0) + Math.min(left, 256 - left);
      sums[1] = (sums[1] ?? 0) + Math.min(up, 256 - up);
    }
    const isUp = (sums[1] ?? 0) <= (sums[0] ?? 0);
    // The numbers of the filters are 1 and 2.
    out[y * (rowBytes + 1)] = isUp ? 2 : 1;
    out.set(isUp ? filtered[1] : filtered[0], y * (rowBytes + 1) + 1);
    [above, row] = [row, above];
  }
  return out;
}
