import { convertedTo } from "./pixels.ts";
import { pngFile, pngRows } from "./png-file.ts";

/** A WebP file that moves: of 16 × 16 pixels, with a frame of each color. */
export async function movingWebp(colors: readonly (readonly number[])[]): Promise<Buffer> {
  const frames = await Promise.all(colors.map(frameOf));
  const head = chunk("VP8X", [Buffer.from([2, 0, 0, 0]), size]);
  return chunk("RIFF", [Buffer.from("WEBP"), head, chunk("ANIM", [Buffer.alloc(6)]), ...frames]);
}

const side = 16;
/** Width and height, each less one. */
const size = Buffer.from([side - 1, 0, 0, side - 1, 0, 0]);
/** Where the chunks of a file begin. */
const firstChunk = 12;

async function frameOf(color: readonly number[]): Promise<Buffer> {
  const rows = pngRows(Array.from({ length: side }, () => Array.from({ length: side }, () => color).flat()));
  const still = await convertedTo("WEBP", pngFile({ width: side, height: side, rows }));
  return chunk("ANMF", [Buffer.alloc(6), size, Buffer.from([100, 0, 0, 0]), still.subarray(firstChunk)]);
}

function chunk(name: string, parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length);
  return Buffer.concat([Buffer.from(name), length, content, Buffer.alloc(content.length % 2)]);
}
