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

const inDigits = new Intl.NumberFormat("en-US");

/** `4,032 × 3,024 pixels`. */
export function sizeInWords({ width, height }: PictureSize): string {
  return `${inDigits.format(width)} × ${inDigits.format(height)} pixels`;
}
