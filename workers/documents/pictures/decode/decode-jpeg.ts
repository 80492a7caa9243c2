import type { DecodedPicture, PictureSize } from "#workers/documents/pictures/picture.ts";
import { maxPixelBytes, maxSidePixels } from "#workers/documents/pictures/picture-limits.ts";
import { requireRoom } from "#workers/documents/pictures/require-room.ts";
import { sizeWithin } from "#workers/documents/pictures/shrink.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import { jpegHeader } from "./jpeg-header.ts";

/** Of `pdfjs-dist/image_decoders`, which has no types. */
interface Decoders {
  JpegImage: new () => {
    parse(bytes: Uint8Array): void;
    width: number;
    height: number;
    /** The pixels at another size, each as that of the original at its place. */
    getData(options: PictureSize & { forceRGB: true }): Uint8ClampedArray;
  };
  setVerbosityLevel(level: number): void;
}

const decodersFile = new URL("image_decoders/pdf.image_decoders.mjs", import.meta.resolve("pdfjs-dist/package.json"))
  .href;

/** What is kept beside the coefficients for the pixels of a large picture. */
const leastRgbBytes = 15_000_000;

/**
 * Decodes a JPEG file by the decoder of pdf.js, which is JavaScript, knows CMYK, and gives the pixels of a large
 * picture at a smaller size: one of 50 megapixels takes 165 MB and not 350.
 */
export async function decodeJpeg(bytes: Uint8Array): Promise<DecodedPicture> {
  const header = jpegHeader(bytes);
  if (header === undefined) throw new DocumentRefusal("damaged");
  requireRoom(header, header.coefficientBytes);
  const { JpegImage, setVerbosityLevel } = (await import(decodersFile)) as Decoders;
  setVerbosityLevel(0);
  const image = new JpegImage();
  image.parse(bytes);
  // A damaged file may have another height than its header says.
  if (image.width !== header.width || image.height > header.height) throw new DocumentRefusal("damaged");
  const left = Math.max(leastRgbBytes, maxPixelBytes - header.coefficientBytes);
  const size = sizeOfBytes(image, left);
  const rgb = image.getData({ ...size, forceRGB: true });
  const original = { width: image.width, height: image.height };
  return { ...size, rows: rgbaRows(rgb, size.width), orientation: header.orientation, original };
}

/** The size at which the pixels take at most so many bytes, but not below what is shown. */
function sizeOfBytes({ width, height }: PictureSize, maxBytes: number): PictureSize {
  const scale = Math.min(1, Math.sqrt(maxBytes / (width * height * 3)));
  const longest = Math.max(width, height);
  return sizeWithin({ width, height }, Math.max(maxSidePixels, Math.floor(longest * scale)));
}

function* rgbaRows(rgb: Uint8ClampedArray, width: number): Generator<Uint8Array> {
  const row = new Uint8Array(width * 4).fill(255);
  for (let start = 0; start + width * 3 <= rgb.length; start += width * 3) {
    for (let x = 0; x < width; x += 1) {
      row[x * 4] = rgb[start + x * 3] ?? 0;
      row[x * 4 + 1] = rgb[start + x * 3 + 1] ?? 0;
      row[x * 4 + 2] = rgb[start + x * 3 + 2] ?? 0;
    }
    yield row;
  }
}
