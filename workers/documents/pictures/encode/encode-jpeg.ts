import { jfif } from "#workers/documents/pictures/jfif.ts";
import type { Bitmap } from "#workers/documents/pictures/picture.ts";
import { createBitWriter } from "./bit-writer.ts";
import { createBlockWriter } from "./block-writer.ts";
import { brightness, type ComponentTables, colors, stepsAt, zigzag } from "./jpeg-tables.ts";

/** Of the pixels that are written together: two by two blocks of brightness, and one of each colour. */
const unit = 16;

/**
 * A baseline JPEG file (ITU-T T.81) with nothing but pixels, of a quality from 1 to 100. Opacity is ignored. Colours
 * have half the resolution, as in most files.
 */
export function encodeJpeg(bitmap: Bitmap, quality: number): Buffer {
  const steps = [stepsAt(brightness, quality), stepsAt(colors, quality)] as const;
  const { width, height } = bitmap;
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, jfif),
    ...steps.map((table, id) => segment(0xdb, [id, ...zigzag.map((place) => table[place] ?? 1)])),
    segment(0xc0, [8, ...word(height), ...word(width), 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]),
    ...[brightness, colors].flatMap(huffmanSegments),
    segment(0xda, [3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0]),
    scanOf(bitmap, steps),
    Buffer.from([0xff, 0xd9]),
  ]);
}

const word = (value: number) => [value >> 8, value & 255];

function segment(marker: number, content: readonly number[] | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([0xff, marker, ...word(bytes.length + 2)]), bytes]);
}

function huffmanSegments({ first, others }: ComponentTables, id: number): Buffer[] {
  return [
    segment(0xc4, [id, ...first.counts, ...first.values]),
    segment(0xc4, [0x10 | id, ...others.counts, ...others.values]),
  ];
}

function scanOf({ width, height, data }: Bitmap, steps: readonly [Uint8Array, Uint8Array]): Uint8Array {
  const bits = createBitWriter();
  const writeBrightness = createBlockWriter(bits, brightness, steps[0]);
  const writeBlue = createBlockWriter(bits, colors, steps[1]);
  const writeRed = createBlockWriter(bits, colors, steps[1]);
  const levels = Array.from({ length: 4 }, () => new Float64Array(64));
  const [blue, red] = [new Float64Array(64), new Float64Array(64)];

  /** Adds a pixel of a unit to its blocks. What is outside of the picture repeats its edge. */
  function addPixel(left: number, top: number, at: number): void {
    const [x, y] = [at % unit, Math.floor(at / unit)];
    const from = (Math.min(height - 1, top + y) * width + Math.min(width - 1, left + x)) * 4;
    const [r, g, b] = [data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0];
    const block = levels[(y >> 3) * 2 + (x >> 3)];
    if (block !== undefined) block[(y & 7) * 8 + (x & 7)] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
    const place = (y >> 1) * 8 + (x >> 1);
    blue[place] = (blue[place] ?? 0) + (-0.168736 * r - 0.331264 * g + 0.5 * b) / 4;
    red[place] = (red[place] ?? 0) + (0.5 * r - 0.418688 * g - 0.081312 * b) / 4;
  }

  for (let top = 0; top < height; top += unit) {
    for (let left = 0; left < width; left += unit) {
      blue.fill(0);
      red.fill(0);
      for (let at = 0; at < unit * unit; at += 1) addPixel(left, top, at);
      for (const block of levels) writeBrightness(block);
      writeBlue(blue);
      writeRed(red);
    }
  }
  return bits.finish();
}
