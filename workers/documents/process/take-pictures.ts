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

/** A segment of a JPEG file, by its marker, or a chunk of a PNG file: where its content lies, and where it ends. */
interface FilePart {
  name: string;
  from: number;
  to: number;
  end: number;
}

const startOfScan = "da";
const endOfImage = "d9";

/**
 * The segments of a JPEG file (ITU-T T.81, B.1), in order, with the end of the image as the last one, which is empty.
 * Ends where something else comes, and after the end of the image. The data of scans is left out. Files whose markers
 * are filled up, or that can be restarted, have other segments here than elsewhere: our encoder writes none.
 */
function* jpegSegments(file: Buffer): Generator<FilePart> {
  if (file.toString("hex", 0, 2) !== "ffd8") return;
  for (let at = 2; at + 1 < file.length && file[at] === 0xff; ) {
    const name = file[at + 1]?.toString(16) ?? "";
    if (name === endOfImage) yield { name, from: at + 2, to: at + 2, end: at + 2 };
    if (name === endOfImage || at + 4 > file.length) return;
    const end = at + 2 + file.readUInt16BE(at + 2);
    if (end < at + 4 || end > file.length) return;
    yield { name, from: at + 4, to: end, end };
    at = name === startOfScan ? endOfScan(file, end) : end;
  }
}

/** The next marker: what is no stuffed byte. */
function endOfScan(file: Buffer, start: number): number {
  let at = file.indexOf(0xff, start);
  while (at !== -1 && file[at + 1] === 0) at = file.indexOf(0xff, at + 2);
  return at === -1 ? file.length : at;
}

const pngSignature = "\x89PNG\r\n\x1a\n";
const checksumBytes = 4;

/** The chunks of a PNG file (RFC 2083, 3.2), in order. Ends after `IEND`, and where the file is cut off. */
function* pngChunks(file: Buffer): Generator<FilePart> {
  if (file.toString("latin1", 0, pngSignature.length) !== pngSignature) return;
  for (let at = pngSignature.length; at + 12 <= file.length; ) {
    const name = file.toString("latin1", at + 4, at + 8);
    const to = at + 8 + file.readUInt32BE(at);
    if (to + checksumBytes > file.length) return;
    yield { name, from: at + 8, to, end: to + checksumBytes };
    if (name === "IEND") return;
    at = to + checksumBytes;
  }
}

/** Gives the content of a part by its name. Undefined where parts come in another order, or something follows. */
function contentsOf(file: Buffer, parts: Iterable<FilePart>, order: RegExp) {
  const all = [...parts];
  const isPlain = all.at(-1)?.end === file.length && order.test(all.map(({ name }) => name).join(" "));
  if (!isPlain) return undefined;
  return (wanted: string): Buffer => {
    const { from, to } = all.find(({ name }) => name === wanted) ?? { from: 0, to: 0 };
    return file.subarray(from, to);
  };
}

/**
 * Whether a picture is a file of its type and size that has nothing but pixels, exactly as `encodeWithin` makes it: no
 * metadata, no profile, no comment, nothing after its end. Looks at the structure of the file and decodes nothing.
 */
export function isPlainPicture({ mediaType, bytes, width, height }: Picture): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = mediaType === "image/png" ? sizeOfPlainPng(file) : sizeOfPlainJpeg(file);
  return size?.width === width && size.height === height;
}

/** The kinds of colours, each of eight bits (RFC 2083, 4.1.1): without opacity and with it. Neither is interlaced. */
const plainColors = ["0802000000", "0806000000"];

function sizeOfPlainPng(file: Buffer): PictureSize | undefined {
  const contentOf = contentsOf(file, pngChunks(file), /^IHDR(?: IDAT)+ IEND$/);
  const header = contentOf?.("IHDR");
  if (header?.length !== 13 || contentOf?.("IEND").length !== 0) return undefined;
  if (!plainColors.includes(header.toString("hex", 8))) return undefined;
  return { width: header.readUInt32BE(0), height: header.readUInt32BE(4) };
}

/** The content of JFIF's segment: version 1.01, square pixels, no thumbnail. */
const jfif = "4a46494600010100000100010000";
/** JFIF's segment, tables of steps, a baseline frame, tables of codes, one scan, and the end. */
const plainMarkers = /^e0(?: db)+ c0(?: c4)+ da d9$/;

function sizeOfPlainJpeg(file: Buffer): PictureSize | undefined {
  const contentOf = contentsOf(file, jpegSegments(file), plainMarkers);
  const frame = contentOf?.("c0");
  if (frame === undefined || frame.length < 5 || contentOf?.("e0").toString("hex") !== jfif) return undefined;
  return { height: frame.readUInt16BE(1), width: frame.readUInt16BE(3) };
}
