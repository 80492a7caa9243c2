import { DocumentRefusal } from "#workers/documents/refusals.ts";
import type { PictureSize } from "./picture.ts";
import { maxPixelBytes, maxPixels, rowPixelBytes } from "./picture-limits.ts";

/**
 * Refuses a picture before it is decoded: one without pixels, and one that has too many or takes too many bytes.
 * @param bytes what decoding it takes, by its header
 */
export function requireRoom({ width, height }: PictureSize, bytes: number): void {
  if (!(width > 0 && height > 0)) throw new DocumentRefusal("damaged");
  const isSmall = bytes + width * rowPixelBytes <= maxPixelBytes && width * height <= maxPixels;
  if (!isSmall) throw new DocumentRefusal("tooManyPixels");
}
