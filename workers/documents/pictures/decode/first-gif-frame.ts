import type { PictureSize } from "#workers/documents/pictures/picture.ts";

const imageMark = 0x2c;
const extensionMark = 0x21;
const controlLabel = 0xf9;

/** The first frame of a GIF file, packed, and the size of the picture in which it stands. */
export interface FirstGifFrame extends PictureSize {
  frame: PictureSize & { x: number; y: number };
  isInterlaced: boolean;
  /** Red, green and blue of each colour. */
  palette: Uint8Array;
  /** The number of the colour that is transparent. */
  transparent: number | undefined;
  leastBits: number;
  data: Uint8Array;
}

/**
 * Finds the first frame of a GIF file (GIF89a, 18 to 23). What follows it isn't looked at. Undefined where there is
 * none that is whole.
 */
export function firstGifFrame(bytes: Uint8Array): FirstGifFrame | undefined {
  const byte = (at: number) => bytes[at] ?? 0;
  const word = (at: number) => byte(at) | (byte(at + 1) << 8);
  const paletteBytes = (flags: number) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  const size = { width: word(6), height: word(8) };
  let transparent: number | undefined;

  let at = 13 + paletteBytes(byte(10));
  while (at < bytes.length) {
    if (byte(at) === extensionMark) {
      if (byte(at + 1) === controlLabel) transparent = byte(at + 3) & 1 ? byte(at + 6) : undefined;
      at = dataBlocks(bytes, at + 2).end;
      continue;
    }
    if (byte(at) !== imageMark) return undefined;
    const flags = byte(at + 9);
    const [own, start] = [paletteBytes(flags), at + 10];
    const [from, to] = own > 0 ? [start, start + own] : [13, 13 + paletteBytes(byte(10))];
    const { data, end } = dataBlocks(bytes, start + own + 1);
    const leastBits = byte(start + own);
    if (end > bytes.length || leastBits < 1 || leastBits > 8) return undefined;
    const frame = { x: word(at + 1), y: word(at + 3), width: word(at + 5), height: word(at + 7) };
    const palette = bytes.subarray(from, to);
    return { ...size, frame, isInterlaced: (flags & 0x40) !== 0, palette, transparent, leastBits, data };
  }
  return undefined;
}

/** Blocks of data that begin there, joined, and where they end. */
function dataBlocks(bytes: Uint8Array, start: number): { data: Uint8Array; end: number } {
  const blocks: Uint8Array[] = [];
  let at = start;
  for (let size = bytes[at] ?? 0; size > 0; size = bytes[at] ?? 0) {
    blocks.push(bytes.subarray(at + 1, at + 1 + size));
    at += size + 1;
  }
  return { data: Buffer.concat(blocks), end: at + 1 };
}
