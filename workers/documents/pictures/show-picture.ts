import { readFileSync } from "node:fs";
import {
  AlphaAction,
  ColorSpace,
  ConfigurationFiles,
  Density,
  DensityUnit,
  FilterType,
  type IMagickImage,
  ImageMagick,
  Interlace,
  initializeImageMagick,
  MagickColors,
  MagickError,
  MagickErrorSeverity,
  MagickFormat,
  MagickGeometry,
  MagickImageInfo,
  MagickReadSettings,
  Orientation,
} from "@imagemagick/magick-wasm";
import { DocumentRefusal, ReaderBroken } from "#workers/documents/refusals.ts";
import type { Reading } from "#workers/text/reading.ts";
import {
  maxPicturesBytes,
  maxPixelBytes,
  maxPixels,
  maxSidePixels,
  type Picture,
  type PictureSize,
  type PictureType,
  sizeInWords,
} from "./picture.ts";
import { firstWebpFrame, pictureTypeOf } from "./picture-type.ts";

/** A picture that is still encoded, or the pixels of one, row by row, each row in whole bytes. */
export interface EncodedPicture {
  bytes: Uint8Array;
  format: MagickFormat;
  /** Form of pixels on paper, which have no header: their size, and the bits of a sample. */
  pixels?: PictureSize & { depth: number };
  /** The size that it had, where it was larger. */
  original?: PictureSize;
  /** Whether it is mirrored at its vertical axis, before it is turned. */
  isMirrored?: boolean;
  /** Degrees by which it is turned to the right, beside what it says of itself. */
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

/** Qualities of JPEG. The first is hard to tell from the original, with the last one text can still be read. */
const qualities = [80, 60, 40];

/**
 * A picture of at most so many bytes, with nothing but pixels: as PNG where that is smaller or it has transparent
 * pixels, otherwise as JPEG. One that is too large is encoded with less quality, then without opacity, and then at half
 * the size. Changes the image.
 */
function encodeWithin(image: IMagickImage, maxBytes: number): Picture {
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
function flattenOnWhite(image: IMagickImage): void {
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
  // Differences to the pixel on the left halve the bytes of screenshots. Higher levels take twice the time.
  image.settings.setDefine(MagickFormat.Png, "compression-filter", 2);
  image.settings.setDefine(MagickFormat.Png, "compression-level", 4);
}

function encoded(image: IMagickImage, mediaType: PictureType, format: MagickFormat): Picture {
  const { width, height } = image;
  // What is given lies in the memory of ImageMagick.
  return { mediaType, width, height, bytes: image.write(format, (bytes) => bytes.slice()) };
}

const program = new URL(import.meta.resolve("@imagemagick/magick-wasm/magick.wasm"));

/** Types that otherwise come with those of browsers only. */
declare const WebAssembly: { Module: new (program: Uint8Array) => object };

let loading: Promise<void> | undefined;

async function load(): Promise<void> {
  const files = ConfigurationFiles.default;
  files.policy.data = picturePolicy;
  // Given as bytes, the library would keep them beside the program.
  await initializeImageMagick(new WebAssembly.Module(readFileSync(program)), files);
}

const tooMuch: ReadonlySet<number> = new Set([MagickErrorSeverity.ResourceLimitError, MagickErrorSeverity.CacheError]);

/**
 * Does work with ImageMagick, which is WebAssembly: it has memory of its own, and reaches no file, network or program.
 * It is loaded when it is used first. What it refuses counts as damaged, or as having too many pixels. Rejects with
 * `ReaderBroken` when it can't be loaded, or was not able to end its work.
 */
export async function withImageMagick<T>(work: () => T): Promise<T> {
  loading ??= load().catch((cause) => {
    throw new ReaderBroken("ImageMagick can't be loaded.", { cause });
  });
  await loading;
  try {
    return work();
  } catch (error) {
    if (error instanceof DocumentRefusal) throw error;
    if (!(error instanceof MagickError)) throw new ReaderBroken("ImageMagick was not able to end.", { cause: error });
    throw new DocumentRefusal(tooMuch.has(error.severity) ? "tooManyPixels" : "damaged");
  }
}

/** ImageMagick's names of what is read, the pixels that a decoder of PDFs gives, and what is written. */
const coders = ["JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", "GRAY", "RGB", "RGBA", "PNG24", "PNG32"];

/**
 * ImageMagick's security policy, of whose rules the last one that fits decides: no format but these, no other programs,
 * no files. It counts the memory of pixels from the header of a picture, before it decodes, and refuses what takes
 * more.
 */
const picturePolicy = `<policymap>
  <policy domain="coder" rights="none" pattern="*"/>
  <policy domain="coder" rights="read | write" pattern="{${coders}}"/>
  <policy domain="delegate" rights="none" pattern="*"/>
  <policy domain="filter" rights="none" pattern="*"/>
  <policy domain="path" rights="none" pattern="@*"/>
  <policy domain="resource" name="memory" value="${maxPixelBytes}B"/>
  <policy domain="resource" name="map" value="0"/>
  <policy domain="resource" name="disk" value="0"/>
  <policy domain="resource" name="list-length" value="2"/>
</policymap>`;

const headBytes = 64;

/** A picture to be shown, and a line that says what it is. Rejects as `showPicture`. */
export async function readPicture(bytes: Uint8Array): Promise<Reading> {
  const type = pictureTypeOf(Buffer.from(bytes.subarray(0, headBytes)));
  if (type === undefined) throw new DocumentRefusal("picture");
  const { name, format } = type;
  // ImageMagick would decode the frames after the first one.
  const still = name === "webp" ? firstWebpFrame(bytes) : bytes;
  const { original, picture } = await showPicture({ bytes: still, format }, maxPicturesBytes);
  return { mediaType: `image/${name}`, text: pictureLine("Picture", original, picture), pictures: [picture] };
}
