import type { Bitmap, Picture, PictureSize } from "#workers/documents/pictures/picture.ts";
import { shrinkBitmap } from "#workers/documents/pictures/shrink.ts";
import { encodeJpeg } from "./encode-jpeg.ts";
import { encodePng } from "./encode-png.ts";

/** Of JPEG. The first is hard to tell from the original, with the last one text can still be read. */
const qualities = [80, 60, 40];

type Encoded = Pick<Picture, "mediaType" | "bytes"> & PictureSize;

/**
 * A picture of at most so many bytes: as PNG where that is smaller or it has transparent pixels, otherwise as JPEG. One
 * that is too large is encoded with less quality, then without opacity, and then at half the size.
 */
export function encodePicture(bitmap: Bitmap, maxBytes: number): Encoded {
  const { width, height } = bitmap;
  const isOpaque = hasOnlyOpaque(bitmap);
  const png: Encoded = { mediaType: "image/png", bytes: encodePng(bitmap, isOpaque), width, height };
  if (!isOpaque && png.bytes.length <= maxBytes) return png;
  const flat = isOpaque ? bitmap : onWhite(bitmap);
  for (const quality of qualities) {
    const jpeg: Encoded = { mediaType: "image/jpeg", bytes: encodeJpeg(flat, quality), width, height };
    const smaller = isOpaque && png.bytes.length <= jpeg.bytes.length ? png : jpeg;
    if (smaller.bytes.length <= maxBytes) return smaller;
  }
  return encodePicture(shrinkBitmap(flat, Math.ceil(Math.max(width, height) / 2)), maxBytes);
}

function hasOnlyOpaque({ data }: Bitmap): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}

function onWhite({ width, height, data }: Bitmap): Bitmap {
  const flat = new Uint8ClampedArray(data.length);
  for (let at = 0; at < data.length; at += 1) {
    const opacity = data[at | 3] ?? 0;
    flat[at] = (at & 3) === 3 ? 255 : ((data[at] ?? 0) * opacity + 255 * (255 - opacity)) / 255;
  }
  return { width, height, data: flat };
}
