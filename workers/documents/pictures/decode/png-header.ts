import type { PictureSize } from "#workers/documents/pictures/picture.ts";

/** `IHDR` (RFC 2083, 4.1.1). */
export interface PngHeader extends PictureSize {
  /** Bits of a sample. */
  depth: number;
  colorType: number;
  /** Samples of a pixel. */
  samples: number;
  isInterlaced: boolean;
}

interface ColorType {
  samples: number;
  depths: readonly number[];
}

export const palettes = 3;

/** Grey, colours, palette, grey with opacity, colours with opacity. */
const colorTypes: ReadonlyMap<number, ColorType> = new Map([
  [0, { samples: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { samples: 3, depths: [8, 16] }],
  [palettes, { samples: 1, depths: [1, 2, 4, 8] }],
  [4, { samples: 2, depths: [8, 16] }],
  [6, { samples: 4, depths: [8, 16] }],
]);

/** Undefined where the content of `IHDR` is none that RFC 2083 knows. */
export function pngHeader(content: Uint8Array): PngHeader | undefined {
  if (content.length !== 13) return undefined;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth = 0, colorType = 0, compression, filter, interlacing = 0] = content.subarray(8);
  const type = colorTypes.get(colorType);
  if (!type?.depths.includes(depth) || compression !== 0 || filter !== 0 || interlacing > 1) return undefined;
  return { width, height, depth, colorType, samples: type.samples, isInterlaced: interlacing === 1 };
}

/** One of the pictures in an interlaced one, each with every so manieth pixel. */
export interface PngPass extends PictureSize {
  x: number;
  y: number;
  stepX: number;
  stepY: number;
}

/** Adam7 (RFC 2083, 2.6): where each pass begins, and its steps. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes of a picture that have pixels. One that isn't interlaced has one. */
export function passesOf({ width, height, isInterlaced }: PngHeader): PngPass[] {
  if (!isInterlaced) return [{ width, height, x: 0, y: 0, stepX: 1, stepY: 1 }];
  return adam7
    .map(([x, y, stepX, stepY]) => ({
      width: Math.ceil((width - x) / stepX),
      height: Math.ceil((height - y) / stepY),
      ...{ x, y, stepX, stepY },
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Bytes of a row of samples, without the byte before it that names its filter. */
export function rowBytesOf({ depth, samples }: PngHeader, width: number): number {
  return Math.ceil((width * samples * depth) / 8);
}
