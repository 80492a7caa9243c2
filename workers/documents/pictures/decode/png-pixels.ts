import { type PngHeader, palettes } from "./png-header.ts";

/** Chunks that say how samples look. */
export interface PngColors {
  /** Red, green and blue of each colour. */
  palette?: Uint8Array;
  /** Of a palette, the opacity of its first colours. Otherwise the one colour that is transparent, in 16 bits. */
  transparency?: Uint8Array;
}

/** Writes a row of samples as RGBA. */
type WritePixels = (row: Uint8Array, pixels: Uint8Array) => void;

export function createPixelWriter(header: PngHeader, colors: PngColors): WritePixels {
  if (header.colorType === palettes) return paletteWriter(header, colors);
  return header.depth === 8 && colors.transparency === undefined ? byteWriter(header) : sampleWriter(header, colors);
}

/** A sample by its number in the row. */
function sampleAt(row: Uint8Array, index: number, depth: number): number {
  if (depth === 8) return row[index] ?? 0;
  if (depth === 16) return ((row[index * 2] ?? 0) << 8) | (row[index * 2 + 1] ?? 0);
  const bit = index * depth;
  return ((row[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

function paletteWriter({ depth }: PngHeader, { palette = new Uint8Array(), transparency }: PngColors): WritePixels {
  return (row, pixels) => {
    for (let at = 0; at < pixels.length; at += 4) {
      const color = sampleAt(row, at / 4, depth);
      for (let channel = 0; channel < 3; channel += 1) pixels[at + channel] = palette[color * 3 + channel] ?? 0;
      pixels[at + 3] = transparency?.[color] ?? 255;
    }
  };
}

/** Where the colours of a pixel stand among its samples. */
const greyPlaces = [0, 0, 0];
const colorPlaces = [0, 1, 2];

function placesIn({ samples }: PngHeader) {
  const hasOpacity = samples === 2 || samples === 4;
  return { places: samples < 3 ? greyPlaces : colorPlaces, opacityAt: hasOpacity ? samples - 1 : undefined };
}

/** Most files have eight bits and no transparent colour. */
function byteWriter(header: PngHeader): WritePixels {
  const { samples } = header;
  const { places, opacityAt } = placesIn(header);
  const [red = 0, green = 0, blue = 0] = places;
  return (row, pixels) => {
    for (let at = 0, from = 0; at < pixels.length; at += 4, from += samples) {
      pixels[at] = row[from + red] ?? 0;
      pixels[at + 1] = row[from + green] ?? 0;
      pixels[at + 2] = row[from + blue] ?? 0;
      pixels[at + 3] = opacityAt === undefined ? 255 : (row[from + opacityAt] ?? 0);
    }
  };
}

function sampleWriter(header: PngHeader, { transparency }: PngColors): WritePixels {
  const { samples, depth } = header;
  const { places, opacityAt } = placesIn(header);
  const scale = 255 / (2 ** depth - 1);
  const clear = transparency && Array.from({ length: samples }, (_, sample) => sampleAt(transparency, sample, 16));
  return (row, pixels) => {
    for (let at = 0, from = 0; at < pixels.length; at += 4, from += samples) {
      for (const [channel, place] of places.entries()) {
        pixels[at + channel] = Math.round(sampleAt(row, from + place, depth) * scale);
      }
      const isClear = clear?.every((value, sample) => sampleAt(row, from + sample, depth) === value) === true;
      const opacity = opacityAt === undefined ? 255 : Math.round(sampleAt(row, from + opacityAt, depth) * scale);
      pixels[at + 3] = isClear ? 0 : opacity;
    }
  };
}
