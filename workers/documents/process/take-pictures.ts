import { maxPicturesBytes, type Picture, type PictureSize } from "#workers/documents/pictures/picture.ts";
import type { TextHead } from "./protocol.ts";

/**
 * Separates the pictures from the text in the body of an answer. Undefined where they are not what our code makes:
 * files of their type and size with nothing but pixels, of pages that the document has.
 */
export function takePictures(
  body: Uint8Array,
  { pictures: heads = [], pageCount = 0 }: Pick<TextHead, "pictures" | "pageCount">,
): { textBytes: Uint8Array; pictures: Picture[] } | undefined {
  const bytesOfAll = heads.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (bytesOfAll > maxPicturesBytes || bytesOfAll > body.length) return undefined;
  let at = body.length - bytesOfAll;
  const textBytes = body.subarray(0, at);
  const pictures: Picture[] = [];
  for (const { byteLength, ...head } of heads) {
    // A copy, which doesn't hold the whole frame in memory.
    const picture = { ...head, bytes: body.slice(at, at + byteLength) };
    if ((head.page ?? 0) > pageCount || !isPlainPicture(picture)) return undefined;
    pictures.push(picture);
    at += byteLength;
  }
  return { textBytes, pictures };
}

const startOfScan = 0xda;
const endOfImage = 0xd9;

/**
 * The segments of a JPEG file (ITU-T T.81, B.1), in order, with the end of the image as the last one, which is empty:
 * the marker of each, and where its content lies in the file, without the length before it.
 * Ends where something else comes, and after the end of the image. The data of scans is left out. Files whose markers
 * are filled up, or that can be restarted, have other segments here than elsewhere: our encoder writes none.
 */
function* jpegSegments(bytes: Uint8Array) {
  const byte = (at: number) => bytes[at] ?? 0;
  if (byte(0) !== 0xff || byte(1) !== 0xd8) return;
  let at = 2;
  while (at + 1 < bytes.length && byte(at) === 0xff) {
    const marker = byte(at + 1);
    if (marker === endOfImage) {
      yield { marker, from: at + 2, to: at + 2 };
      return;
    }
    const from = at + 4;
    const to = at + 2 + ((byte(at + 2) << 8) | byte(at + 3));
    if (to < from || to > bytes.length) return;
    yield { marker, from, to };
    at = marker === startOfScan ? endOfScan(bytes, to) : to;
  }
}

/** The next marker: what is no stuffed byte. */
function endOfScan(bytes: Uint8Array, start: number): number {
  let at = bytes.indexOf(0xff, start);
  while (at !== -1 && bytes[at + 1] === 0) at = bytes.indexOf(0xff, at + 2);
  return at === -1 ? bytes.length : at;
}

const pngSignature = "\x89PNG\r\n\x1a\n";

/**
 * The chunks of a PNG file (RFC 2083, 3.2), in order, and where their contents lie in it. Ends after `IEND`, and where
 * the file is cut off.
 */
function* pngChunks(bytes: Uint8Array) {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.toString("latin1", 0, pngSignature.length) !== pngSignature) return;
  for (let at = pngSignature.length; at + 12 <= view.length; ) {
    const name = view.toString("latin1", at + 4, at + 8);
    const from = at + 8;
    const to = from + view.readUInt32BE(at);
    // The chunk's checksum follows.
    if (to + 4 > view.length) return;
    yield { name, from, to };
    if (name === "IEND") return;
    at = to + 4;
  }
}

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
