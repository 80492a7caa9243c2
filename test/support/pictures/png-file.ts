import { crc32, deflateSync } from "node:zlib";

/** A chunk of a PNG file. */
export function pngChunk(name: string, content: Uint8Array = new Uint8Array()): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(content.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}

export interface PngFile {
  width: number;
  height: number;
  depth?: number;
  /** 0 grey, 2 colours, 3 palette, 4 grey with opacity, 6 colours with opacity. */
  colorType?: number;
  isInterlaced?: boolean;
  /** Rows of samples, each after the number of its filter; by default everything is 0. */
  rows?: Uint8Array;
  /** Between the header and the data, and after the data. */
  before?: readonly Buffer[];
  after?: readonly Buffer[];
  /** In place of the compressed rows. */
  data?: readonly Buffer[];
}

const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

export function pngFile(file: PngFile): Buffer {
  const { width, height, depth = 8, colorType = 2, isInterlaced = false, before = [], after = [] } = file;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colorType, 0, 0, isInterlaced ? 1 : 0], 8);
  const rowBytes = Math.ceil((width * (samplesOf[colorType] ?? 1) * depth) / 8) + 1;
  const data = file.data ?? [deflateSync(file.rows ?? Buffer.alloc(rowBytes * height))];
  return Buffer.concat([
    signature,
    pngChunk("IHDR", header),
    ...before,
    ...data.map((part) => pngChunk("IDAT", part)),
    ...after,
    pngChunk("IEND"),
  ]);
}

/** Rows of pixels given as samples of eight bits each. */
export function pngRows(rows: readonly (readonly number[])[]): Buffer {
  return Buffer.from(rows.flatMap((row) => [0, ...row]));
}
