import type { PictureSize } from "#workers/documents/pictures/picture.ts";
import { exifOrientation } from "./exif-orientation.ts";
import { jpegSegments, startOfScan } from "./jpeg-segments.ts";

/** What a JPEG file says of itself before its data. */
export interface JpegHeader extends PictureSize {
  /** What its coefficients take when they are decoded, two bytes each. */
  coefficientBytes: number;
  orientation: number;
}

/** Baseline, extended and progressive frames. The others (lossless, arithmetic) nobody uses. */
const frames: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);
const exifMark = "Exif\0\0";

/** The header of a JPEG file. Undefined where it has none that can be decoded. */
export function jpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  let orientation = 1;
  for (const { marker, from, to } of jpegSegments(bytes)) {
    const content = bytes.subarray(from, to);
    if (marker === 0xe1 && Buffer.from(content.subarray(0, exifMark.length)).toString("latin1") === exifMark) {
      orientation = exifOrientation(content.subarray(exifMark.length));
    }
    if (frames.has(marker)) return readFrame(content, orientation);
    if (marker === startOfScan) return undefined;
  }
  return undefined;
}

/** ITU-T T.81, B.2.2. */
function readFrame(content: Uint8Array, orientation: number): JpegHeader | undefined {
  const [precision = 0, h1 = 0, h2 = 0, w1 = 0, w2 = 0, count = 0] = content;
  const [width, height] = [(w1 << 8) | w2, (h1 << 8) | h2];
  if (precision !== 8 || ![1, 3, 4].includes(count) || content.length < 6 + count * 3) return undefined;
  const factors = Array.from({ length: count }, (_, index) => {
    const factor = content[6 + index * 3 + 1] ?? 0;
    return { across: factor >> 4, down: factor & 15 };
  });
  if (factors.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4)) return undefined;
  const across = Math.ceil(width / 8 / Math.max(...factors.map((one) => one.across)));
  const down = Math.ceil(height / 8 / Math.max(...factors.map((one) => one.down)));
  const blocks = factors.reduce((sum, one) => sum + (across * one.across + 1) * down * one.down, 0);
  return { width, height, coefficientBytes: blocks * 64 * 2, orientation };
}
