import {
  AlphaAction,
  ColorSpace,
  Density,
  DensityUnit,
  type IMagickImage,
  Interlace,
  MagickColors,
  MagickFormat,
  MagickGeometry,
  Orientation,
} from "@imagemagick/magick-wasm";
import type { Picture, PictureType } from "./picture.ts";

/** Of JPEG. The first is hard to tell from the original, with the last one text can still be read. */
const qualities = [80, 60, 40];

/**
 * A picture of at most so many bytes, with nothing but pixels: as PNG where that is smaller or it has transparent
 * pixels, otherwise as JPEG. One that is too large is encoded with less quality, then without opacity, and then at half
 * the size. Changes the image.
 */
export function encodeWithin(image: IMagickImage, maxBytes: number): Picture {
  takeToPixels(image);
  const { isOpaque } = image;
  const png = encoded(image, "image/png", isOpaque ? MagickFormat.Png24 : MagickFormat.Png32);
  if (!isOpaque) {
    if (png.bytes.length <= maxBytes) return png;
    flattenOnWhite(image);
  }
  for (const quality of qualities) {
    image.quality = quality;
    const jpeg = encoded(image, "image/jpeg", MagickFormat.Jpeg);
    const smaller = isOpaque && png.bytes.length <= jpeg.bytes.length ? png : jpeg;
    if (smaller.bytes.length <= maxBytes) return smaller;
  }
  image.resize(new MagickGeometry(Math.ceil(image.width / 2), Math.ceil(image.height / 2)));
  return encodeWithin(image, maxBytes);
}

/** Takes opacity away, with white behind the image. Changes it. */
export function flattenOnWhite(image: IMagickImage): void {
  image.backgroundColor = MagickColors.White;
  image.alpha(AlphaAction.Remove);
}

/** Takes away what an image has beside its pixels, and what would let its files look different. */
function takeToPixels(image: IMagickImage): void {
  image.colorSpace = ColorSpace.sRGB;
  image.strip();
  // The property of another program would be written into PNG files, whatever is excluded.
  image.orientation = Orientation.Undefined;
  image.density = new Density(1, 1, DensityUnit.Undefined);
  image.settings.interlace = Interlace.NoInterlace;
  image.settings.setDefine(MagickFormat.Png, "exclude-chunks", "all");
  // With differences to the pixel on the left, screenshots take half the bytes. Higher levels take twice the time.
  image.settings.setDefine(MagickFormat.Png, "compression-filter", 2);
  image.settings.setDefine(MagickFormat.Png, "compression-level", 4);
}

function encoded(image: IMagickImage, mediaType: PictureType, format: MagickFormat): Picture {
  const { width, height } = image;
  // What is given lies in the memory of ImageMagick.
  return { mediaType, width, height, bytes: image.write(format, (bytes) => bytes.slice()) };
}
