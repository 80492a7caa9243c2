import {
  FilterType,
  ImageMagick,
  MagickFormat,
  MagickGeometry,
  MagickImageInfo,
  MagickReadSettings,
} from "@imagemagick/magick-wasm";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import { encodeWithin, flattenOnWhite } from "./encode-within.ts";
import { withImageMagick } from "./image-magick.ts";
import { type Picture, type PictureSize, sizeInWords } from "./picture.ts";
import { maxPixels, maxSidePixels } from "./picture-limits.ts";

/** A picture that is still encoded, or the pixels of one, row by row, each row in whole bytes. */
export interface EncodedPicture {
  bytes: Uint8Array;
  format: MagickFormat;
  /** Of pixels on paper, which have no header: their size, and the bits of a sample. */
  pixels?: PictureSize & { depth: number };
  /** The size that it had, where it was larger. */
  original?: PictureSize;
  /** Whether it is mirrored at its vertical axis, before it is turned. */
  isMirrored?: boolean;
  /** By how many degrees it is turned to the right, beside what it says of itself. */
  degrees?: number;
}

/** The values of EXIF's orientation with which width and height change places (CIPA DC-008, 4.6.5.1.6). */
const firstTransposed = 5;

/**
 * A picture as it is shown, of at most so many bytes, and the size of the original, upright. Of a picture with several
 * frames or pages the first one. Rejects with `damaged` or `tooManyPixels`, and with `ReaderBroken`.
 */
export async function showPicture(
  { bytes, format, pixels, original: before, isMirrored = false, degrees = 0 }: EncodedPicture,
  maxBytes: number,
): Promise<{ original: PictureSize; picture: Picture }> {
  return await withImageMagick(() => {
    const original = before ?? pixels ?? sizeInHeader(bytes, format);
    if (original.width * original.height > maxPixels) throw new DocumentRefusal("tooManyPixels");
    const settings = firstFrame({ format, ...pixels });
    const isLarge = Math.max(original.width, original.height) > maxSidePixels;
    // A JPEG file is decoded at down to an eighth of its size, but not below this one.
    if (isLarge) settings.setDefine(MagickFormat.Jpeg, "size", `${maxSidePixels}x${maxSidePixels}`);
    return ImageMagick.read(bytes, settings, (image) => {
      image.autoOrient();
      if (pixels !== undefined) flattenOnWhite(image);
      if (isMirrored) image.flop();
      if (degrees !== 0) image.rotate(degrees);
      image.filterType = FilterType.Triangle;
      image.resize(new MagickGeometry(`${maxSidePixels}x${maxSidePixels}>`));
      return {
        original: degrees % 180 === 0 ? original : transposed(original),
        picture: encodeWithin(image, maxBytes),
      };
    });
  });
}

const firstFrame = (settings: Partial<MagickReadSettings>) =>
  new MagickReadSettings({ ...settings, frameIndex: 0, frameCount: 1 });

/** The size that a picture says it has, upright. */
function sizeInHeader(bytes: Uint8Array, format: MagickFormat): PictureSize {
  const { width, height, orientation } = MagickImageInfo.create(bytes, firstFrame({ format }));
  return orientation >= firstTransposed ? transposed({ width, height }) : { width, height };
}

const transposed = ({ width, height }: PictureSize): PictureSize => ({ width: height, height: width });

/** What stands in the text in place of a picture: that it comes beside it, and what was done to it. */
export function pictureLine(what: string, original: PictureSize, shown: PictureSize): string {
  const isShrunk = original.width !== shown.width || original.height !== shown.height;
  const ending = isShrunk ? `, shrunk to ${sizeInWords(shown)}` : "";
  return `[${what} of ${sizeInWords(original)}, shown as a picture${ending}]`;
}
