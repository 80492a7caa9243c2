/** In pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

/** The media types in which pictures are shown. */
export const pictureTypes = ["image/jpeg", "image/png"] as const;
export type PictureType = (typeof pictureTypes)[number];

/** A picture of a document, decoded, shrunk and encoded again: nothing of the original but its pixels. */
export interface Picture extends PictureSize {
  mediaType: PictureType;
  bytes: Uint8Array;
  /** The page of the document on which it stands. */
  page?: number;
}

/** The pixels of a picture in RGBA, row by row from the top. A row is valid until the next one. */
export interface PixelRows extends PictureSize {
  rows: Iterable<Uint8Array>;
}

/** A decoded picture, and how it has to be turned: the value of EXIF's orientation, 1 where it is upright. */
export interface DecodedPicture extends PixelRows {
  orientation?: number;
  /** The size of the original, where the decoder gives its pixels at a smaller one. */
  original?: PictureSize;
}

/** All pixels of a picture, in RGBA. */
export interface Bitmap extends PictureSize {
  data: Uint8ClampedArray;
}

/** The rows of a bitmap. */
export function rowsOf({ width, height, data }: Bitmap): PixelRows {
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return {
    width,
    height,
    rows: (function* () {
      for (let y = 0; y < height; y += 1) yield pixels.subarray(y * width * 4, (y + 1) * width * 4);
    })(),
  };
}

const inDigits = new Intl.NumberFormat("en-US");

/** `4,032 × 3,024 pixels`. */
export function sizeInWords({ width, height }: PictureSize): string {
  return `${inDigits.format(width)} × ${inDigits.format(height)} pixels`;
}
