import { DocumentRefusal } from "#workers/documents/refusals.ts";
import type { PictureSize } from "./picture.ts";
import { maxPixelBytes } from "./picture-limits.ts";

/**
 * Refuses a picture before it is decoded: one without pixels, and one that takes too many bytes.
 * @param bytes what decoding it takes, by its header
 */
export function requireRoom({ width, height }: PictureSize, bytes: number): void {
  if (!(width > 0 && height > 0)) throw new DocumentRefusal("damaged");
  if (!(bytes <= maxPixelBytes)) throw new DocumentRefusal("tooManyPixels");
}
