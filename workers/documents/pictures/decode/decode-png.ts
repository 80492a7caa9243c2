import { inflateSync } from "node:zlib";
import { type DecodedPicture, rowsOf } from "#workers/documents/pictures/picture.ts";
import { requireRoom } from "#workers/documents/pictures/require-room.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import { pngChunks } from "./png-chunks.ts";
import { type PngHeader, type PngPass, passesOf, pngHeader, rowBytesOf } from "./png-header.ts";
import { createPixelWriter, type PngColors } from "./png-pixels.ts";
import { unfilterRow } from "./unfilter-row.ts";

/**
 * Decodes a PNG file. Reads what says how pixels look, and nothing else that a file may have. The rows of one that
 * isn't interlaced are decoded one by one, so that it takes no more than its inflated data.
 */
export function decodePng(bytes: Uint8Array): DecodedPicture {
  const { header, colors, data } = readChunks(bytes);
  const passes = passesOf(header);
  const expected = passes.reduce((sum, { width, height }) => sum + (rowBytesOf(header, width) + 1) * height, 0);
  requireRoom(header, expected + (header.isInterlaced ? header.width * header.height * 4 : 0));
  // With room for one byte too much, what is longer than the header says fails before zlib doubles that room.
  const chunkSize = Math.max(64, expected + 1);
  const raw = inflateSync(Buffer.concat(data), { chunkSize, maxOutputLength: expected });
  if (raw.length !== expected) throw new DocumentRefusal("damaged");
  const [only] = passes;
  if (!header.isInterlaced && only !== undefined) return { ...only, rows: passRows(header, only, { raw, colors }) };
  return rowsOf(deinterlaced(header, passes, { raw, colors }));
}

interface PngData {
  raw: Buffer;
  colors: PngColors;
}

function readChunks(bytes: Uint8Array): { header: PngHeader; colors: PngColors; data: Uint8Array[] } {
  let header: PngHeader | undefined;
  const colors: PngColors = {};
  const data: Uint8Array[] = [];
  for (const { name, from, to } of pngChunks(bytes)) {
    const content = bytes.subarray(from, to);
    if (name === "IHDR") header ??= pngHeader(content);
    if (name === "PLTE") colors.palette ??= content;
    if (name === "tRNS") colors.transparency ??= content;
    if (name === "IDAT" && to > from) data.push(content);
  }
  if (header === undefined || data.length === 0) throw new DocumentRefusal("damaged");
  return { header, colors, data };
}

function* passRows(header: PngHeader, { width, height }: PngPass, { raw, colors }: PngData): Generator<Uint8Array> {
  const rowBytes = rowBytesOf(header, width);
  const pixelBytes = Math.max(1, (header.samples * header.depth) / 8);
  const writePixels = createPixelWriter(header, colors);
  const pixels = new Uint8Array(width * 4);
  let above: Uint8Array = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y += 1) {
    const start = y * (rowBytes + 1);
    const row = raw.subarray(start + 1, start + 1 + rowBytes);
    if (!unfilterRow(row, { filter: raw[start] ?? 0, above, pixelBytes })) throw new DocumentRefusal("damaged");
    writePixels(row, pixels);
    yield pixels;
    above = row;
  }
}

function deinterlaced({ width, height, ...header }: PngHeader, passes: readonly PngPass[], { raw, colors }: PngData) {
  const data = new Uint8ClampedArray(width * height * 4);
  const target = new Uint32Array(data.buffer);
  let start = 0;
  for (const pass of passes) {
    const passBytes = (rowBytesOf({ width, height, ...header }, pass.width) + 1) * pass.height;
    const ofPass = { raw: raw.subarray(start, start + passBytes), colors };
    let y = pass.y;
    for (const row of passRows({ width, height, ...header }, pass, ofPass)) {
      const pixels = new Uint32Array(row.buffer, row.byteOffset, pass.width);
      for (const [index, pixel] of pixels.entries()) target[y * width + pass.x + index * pass.stepX] = pixel;
      y += pass.stepY;
    }
    start += passBytes;
  }
  return { width, height, data };
}
