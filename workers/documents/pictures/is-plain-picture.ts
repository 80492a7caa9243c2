import { endOfImage, jpegSegments } from "./jpeg-segments.ts";
import type { Picture, PictureSize } from "./picture.ts";
import { pngChunks } from "./png-chunks.ts";

/**
 * Whether a picture is a file of its type and size that has nothing but pixels, exactly as `encodeWithin` makes it: no
 * metadata, no profile, no comment, nothing after its end. Looks at the structure of the file and decodes nothing.
 */
export function isPlainPicture({ mediaType, bytes, width, height }: Picture): boolean {
  const size = mediaType === "image/png" ? sizeOfPlainPng(bytes) : sizeOfPlainJpeg(bytes);
  return size?.width === width && size.height === height;
}

/** The kinds of colours, each of eight bits (RFC 2083, 4.1.1): without opacity and with it. Neither is interlaced. */
const plainColors = ["0802000000", "0806000000"];

function sizeOfPlainPng(bytes: Uint8Array): PictureSize | undefined {
  const chunks = [...pngChunks(bytes)];
  const [header, last] = [chunks[0], chunks.at(-1)];
  if (header === undefined || !/^IHDR(?: IDAT)+ IEND$/.test(chunks.map(({ name }) => name).join(" "))) return undefined;
  const content = Buffer.from(bytes.subarray(header.from, header.to));
  const isWhole = last?.from === last?.to && last?.to === bytes.length - checksumBytes;
  if (!isWhole || content.length !== 13 || !plainColors.includes(content.toString("hex", 8))) return undefined;
  return { width: content.readUInt32BE(0), height: content.readUInt32BE(4) };
}

const checksumBytes = 4;

/** The content of JFIF's segment: version 1.01, square pixels, no thumbnail. */
const jfif = "4a46494600010100000100010000";
/** JFIF's segment, tables of steps, a baseline frame, tables of codes, one scan, and the end. */
const plainMarkers = /^e0(?: db)+ c0(?: c4)+ da d9$/;

function sizeOfPlainJpeg(bytes: Uint8Array): PictureSize | undefined {
  const segments = [...jpegSegments(bytes)];
  const markers = segments.map(({ marker }) => marker.toString(16)).join(" ");
  const contentOf = (wanted: number) => {
    const { from, to } = segments.find(({ marker }) => marker === wanted) ?? { from: 0, to: 0 };
    return Buffer.from(bytes.subarray(from, to));
  };
  const isWhole = segments.at(-1)?.marker === endOfImage && segments.at(-1)?.to === bytes.length;
  if (!isWhole || !plainMarkers.test(markers) || contentOf(0xe0).toString("hex") !== jfif) return undefined;
  const frame = contentOf(0xc0);
  return frame.length < 5 ? undefined : { height: frame.readUInt16BE(1), width: frame.readUInt16BE(3) };
}
