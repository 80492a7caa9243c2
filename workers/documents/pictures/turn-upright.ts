import type { Bitmap } from "./picture.ts";

/**
 * A bitmap as EXIF's orientation says that it is to be seen (1 to 8, CIPA DC-008, 4.6.5.1.6). Any other value leaves it
 * as it is.
 */
export function turnUpright(bitmap: Bitmap, orientation = 1): Bitmap {
  if (!(orientation >= 2 && orientation <= 8)) return bitmap;
  const { width, height } = bitmap;
  const isTransposed = orientation >= 5;
  const isMirrored = [2, 3, 7, 8].includes(orientation);
  const isFlipped = [3, 4, 6, 7].includes(orientation);
  const source = new Uint32Array(bitmap.data.buffer, bitmap.data.byteOffset, width * height);
  const target = new Uint32Array(width * height);
  const [targetWidth, targetHeight] = isTransposed ? [height, width] : [width, height];
  for (let y = 0; y < targetHeight; y += 1) {
    for (let x = 0; x < targetWidth; x += 1) {
      const [u, v] = isTransposed ? [y, x] : [x, y];
      const from = (isFlipped ? height - 1 - v : v) * width + (isMirrored ? width - 1 - u : u);
      target[y * targetWidth + x] = source[from] ?? 0;
    }
  }
  return { width: targetWidth, height: targetHeight, data: new Uint8ClampedArray(target.buffer) };
}
