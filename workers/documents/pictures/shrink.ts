import { type Bitmap, type PictureSize, type PixelRows, rowsOf } from "./picture.ts";
import { maxSidePixels } from "./picture-limits.ts";

/** The size with the same proportions whose longest side is at most so many pixels. Never larger. */
export function sizeWithin({ width, height }: PictureSize, maxSide: number): PictureSize {
  const scale = Math.min(1, maxSide / Math.max(width, height));
  const scaled = (side: number) => Math.max(1, Math.round(side * scale));
  return { width: scaled(width), height: scaled(height) };
}

/** Of a pixel: red, green and blue, then opacity. Sums have colours times opacity. */
const channels = 4;

/**
 * A picture whose longest side is at most so many pixels. A pixel is the mean of the area that it covers, so that thin
 * lines become pale and don't vanish. Takes the original row by row.
 */
export function shrink(source: PixelRows, maxSide = maxSidePixels): Bitmap {
  const { width, height } = sizeWithin(source, maxSide);
  const data = new Uint8ClampedArray(width * height * channels);
  const reduceRow = createRowReducer(source.width, width);
  const scale = height / source.height;
  let sums = new Float64Array(width * channels);
  let next = new Float64Array(width * channels);
  let row = 0;
  let y = 0;
  for (const pixels of source.rows) {
    const line = reduceRow(pixels);
    // A row of the original lies in one or two of the target.
    const share = row === height - 1 ? scale : Math.min(scale, row + 1 - y * scale);
    addTo(sums, line, share);
    if (share < scale) addTo(next, line, scale - share);
    y += 1;
    if (Math.floor(y * scale + 1e-9) <= row || row === height - 1) continue;
    writeRow(data, row * sums.length, sums);
    [sums, next] = [next, sums.fill(0)];
    row += 1;
  }
  writeRow(data, row * sums.length, sums);
  return { width, height, data };
}

/** The same for a bitmap. */
export function shrinkBitmap(bitmap: Bitmap, maxSide: number): Bitmap {
  return shrink(rowsOf(bitmap), maxSide);
}

/** Reduces rows of pixels to sums of as many pixels as the target has. */
function createRowReducer(sourceWidth: number, width: number): (pixels: Uint8Array) => Float64Array {
  const scale = width / sourceWidth;
  const line = new Float64Array(width * channels);
  const places = new Uint32Array(sourceWidth);
  const shares = new Float64Array(sourceWidth);
  for (let x = 0; x < sourceWidth; x += 1) {
    const cell = Math.min(width - 1, Math.floor(x * scale + 1e-9));
    places[x] = cell * channels;
    shares[x] = cell === width - 1 ? scale : Math.min(scale, cell + 1 - x * scale);
  }

  function add(to: number, [red, green, blue, opacity]: readonly [number, number, number, number]): void {
    line[to] = (line[to] ?? 0) + red * opacity;
    line[to + 1] = (line[to + 1] ?? 0) + green * opacity;
    line[to + 2] = (line[to + 2] ?? 0) + blue * opacity;
    line[to + 3] = (line[to + 3] ?? 0) + opacity;
  }

  return function reduceRow(pixels) {
    line.fill(0);
    for (let x = 0; x < sourceWidth; x += 1) {
      const at = x * channels;
      const [red, green, blue] = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
      const opacity = pixels[at + 3] ?? 0;
      const [place, share] = [places[x] ?? 0, shares[x] ?? 0];
      add(place, [red, green, blue, opacity * share]);
      if (share < scale) add(place + channels, [red, green, blue, opacity * (scale - share)]);
    }
    return line;
  };
}

function addTo(sums: Float64Array, line: Float64Array, weight: number): void {
  for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) + (line[at] ?? 0) * weight;
}

function writeRow(data: Uint8ClampedArray, start: number, sums: Float64Array): void {
  for (let at = 0; at < sums.length; at += channels) {
    const opacity = sums[at + 3] ?? 0;
    if (opacity <= 0) continue;
    for (let channel = 0; channel < 3; channel += 1) data[start + at + channel] = (sums[at + channel] ?? 0) / opacity;
    data[start + at + 3] = opacity;
  }
}
