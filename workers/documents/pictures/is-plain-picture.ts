import { jpegHeader } from "./decode/jpeg-header.ts";
import { endOfImage, jpegSegments, startOfScan } from "./decode/jpeg-segments.ts";
import { pngChunks } from "./decode/png-chunks.ts";
import { pngHeader } from "./decode/png-header.ts";
import { jfif } from "./jfif.ts";
import type { Picture, PictureSize } from "./picture.ts";

/**
 * Whether a picture is a file of its type and size that has nothing but pixels, as our code encodes it: no metadata, no
 * profile, no comment, nothing after its end. Looks at the structure of the file and decodes nothing.
 */
export function isPlainPicture({ mediaType, bytes, width, height }: Picture): boolean {
  const size = mediaType === "image/png" ? sizeOfPlainPng(bytes) : sizeOfPlainJpeg(bytes);
  return size?.width === width && size.height === height;
}

const plainChunks: ReadonlySet<string> = new Set(["IHDR", "IDAT", "IEND"]);

function sizeOfPlainPng(bytes: Uint8Array): PictureSize | undefined {
  const chunks = [...pngChunks(bytes)];
  const [first, last] = [chunks[0], chunks.at(-1)];
  const isPlain = chunks.every(({ name }) => plainChunks.has(name));
  if (first?.name !== "IHDR" || last?.name !== "IEND" || !isPlain) return undefined;
  const isWhole = last.from === last.to && last.to + 4 === bytes.length;
  return isWhole && chunks.filter(({ name }) => name === "IHDR").length === 1
    ? pngHeader(bytes.subarray(first.from, first.to))
    : undefined;
}

/** JFIF's own segment, tables, the frame, and scans. */
const plainMarkers: ReadonlySet<number> = new Set([0xe0, 0xdb, 0xc0, 0xc4, startOfScan, endOfImage]);

function sizeOfPlainJpeg(bytes: Uint8Array): PictureSize | undefined {
  const segments = [...jpegSegments(bytes)];
  const last = segments.at(-1);
  const isPlain = segments.every(
    ({ marker, from, to }) => plainMarkers.has(marker) && (marker !== 0xe0 || jfif.equals(bytes.subarray(from, to))),
  );
  if (!isPlain || last?.marker !== endOfImage || last.to !== bytes.length) return undefined;
  return segments.filter(({ marker }) => marker === 0xe0).length <= 1 ? jpegHeader(bytes) : undefined;
}
