/** Pixels. */
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

// Limits of the pictures that are shown beside a text. Those of documents are in `process/`, `archive/` and `text/`.

/**
 * Longest side, in pixels. Claude scales larger pictures down to that before it looks at them
 * (https://docs.claude.com/en/docs/build-with-claude/vision), so that more would only cost time and tokens.
 */
export const maxSidePixels = 1_568;

/** Pictures of one answer. */
export const maxPictures = 6;

/**
 * Bytes of the pictures of one answer. In base64 they take 800,000, which leaves room for the text twice within 1 MiB,
 * the most that Claude Desktop takes (https://github.com/PrefectHQ/fastmcp/issues/1036).
 */
export const maxPicturesBytes = 600_000;

/**
 * What the pixels of pictures may take at a time while one is decoded, of one with opacity seven bytes each: 17
 * megapixels, which is a screenshot of two monitors. Below what a process may grow by one document, which includes the
 * file, the library, and what its decoders need.
 */
export const maxPixelBytes = 125_000_000;

/** Pixels of one picture. Each is looked at, also where a JPEG file is decoded at a smaller size. */
export const maxPixels = 150_000_000;
