import type { MagickFormat } from "@imagemagick/magick-wasm";
import { hasSignature } from "#workers/documents/recognition/sample.ts";

/**
 * The formats of pictures that can be decoded: how media types and ImageMagick call each, where its signature stands,
 * and the signature in Latin-1.
 */
const signatures = [
  ["png", "PNG", 0, "\x89PNG\r\n\x1a\n"],
  ["jpeg", "JPEG", 0, "\xff\xd8\xff"],
  ["gif", "GIF", 0, "GIF8"],
  ["webp", "WEBP", 8, "WEBP"],
  ["bmp", "BMP", 0, "BM"],
  ["tiff", "TIFF", 0, "II*\x00"],
  ["tiff", "TIFF", 0, "MM\x00*"],
  // With offsets of 64 bits.
  ["tiff", "TIFF", 0, "II+\x00"],
  ["tiff", "TIFF", 0, "MM\x00+"],
] as const satisfies readonly (readonly [string, MagickFormat, number, string])[];

export interface PictureFormat {
  /** As in its media type. */
  name: (typeof signatures)[number][0] | "avif";
  format: MagickFormat;
  /** Whether its signature consists of letters. */
  isOfLetters: boolean;
}

const avif = { name: "avif", format: "AVIF", isOfLetters: true } as const satisfies PictureFormat;
/** Still and moving (AV1 Image File Format, 6). Files of programs for several formats have another major brand. */
const avifBrands: ReadonlySet<string> = new Set(["avif", "avis"]);

/** The format of a picture, by its first bytes, of which 64 are enough. Undefined of others. */
export function pictureTypeOf(head: Buffer): PictureFormat | undefined {
  if (brandsOf(head).some((brand) => avifBrands.has(brand))) return avif;
  const found = signatures.find(([, , at, text]) => hasSignature(head, text, at));
  if (found === undefined) return undefined;
  const [name, format, , signature] = found;
  return { name, format, isOfLetters: /^\w+$/.test(signature) };
}

/**
 * The first frame of a WebP file that moves, as a file of its own; any other file as it is. ImageMagick decodes all
 * frames, whatever is asked for (https://developers.google.com/speed/webp/docs/riff_container).
 */
export function firstWebpFrame(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = riffHeader; at + chunkHeader <= file.length; ) {
    const content = file.subarray(at + chunkHeader, at + chunkHeader + file.readUInt32LE(at + 4));
    if (file.toString("latin1", at, at + 4) === "ANMF") return asFile(content);
    // Padded to an even length.
    at += chunkHeader + content.length + (content.length % 2);
  }
  return bytes;
}

const riffHeader = 12;
const chunkHeader = 8;
/** Of a frame: its place, its size in six bytes as in a file's header, its time and flags. */
const frameHeader = 16;

function asFile(frame: Buffer): Buffer {
  const mayBeTransparent = Buffer.from([0x10, 0, 0, 0]);
  const header = chunk("VP8X", [mayBeTransparent, frame.subarray(6, 12)]);
  return chunk("RIFF", [Buffer.from("WEBP"), header, frame.subarray(frameHeader)]);
}

function chunk(name: string, parts: readonly Buffer[]): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(parts.reduce((sum, { length }) => sum + length, 0));
  return Buffer.concat([Buffer.from(name), size, ...parts]);
}

/** The items of pictures in HEVC, and the settings of its decoder (ISO/IEC 14496-15, 8.4.1, and 23008-12, B.2). */
const names = ["hvc1", "hev1", "hvcC"];

/**
 * Whether a file in boxes names HEVC anywhere but in its media data. By its brand it may be AVIF all the same, and
 * would be decoded.
 */
export function namesHevc(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isNamed = (from: number, to: number) =>
    names.some((name) => file.subarray(from, to).includes(name, 0, "latin1"));
  let from = 0;
  for (const box of boxesOf(file)) {
    if (box.name !== "mdat") continue;
    if (isNamed(from, box.from)) return true;
    from = box.to;
  }
  return isNamed(from, file.length);
}

/** Brands of files that move, and of such that don't (AV1 Image File Format, 6; ISO/IEC 23008-12, 10). */
const stillBrands = [
  ["avis", "avif"],
  ["msf1", "mif1"],
] as const;

/**
 * An AVIF file without what moves in it; one that doesn't move as it is. Files that move have a still picture beside
 * their track. With a track, ImageMagick decodes all of its frames, whatever is asked for.
 */
export function stillAvif(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A hostile file has millions of boxes, which are looked at one by one.
  if (!boxesOf(file).some(({ name }) => name === "moov")) return bytes;
  const still = Buffer.from(file);
  for (const { name, from, to } of boxesOf(file)) {
    if (name === "moov") still.write("free", from + 4, "latin1");
    if (name !== "ftyp") continue;
    const type = still.subarray(from, to);
    const brands = stillBrands.reduce((text, [moving, one]) => text.replaceAll(moving, one), type.toString("latin1"));
    type.write(brands, "latin1");
  }
  return still;
}

/** A box of a file, from its header to the next one. */
interface Box {
  name: string;
  from: number;
  to: number;
}

const headerBytes = 8;

/** The outermost boxes of a file (ISO/IEC 14496-12, 4.2) in order. Of one that is too long, what there is. */
function* boxesOf(file: Buffer): Generator<Box> {
  for (let from = 0; from + headerBytes <= file.length; ) {
    const to = Math.min(endOfBox(file, from), file.length);
    yield { name: file.toString("latin1", from + 4, from + headerBytes), from, to };
    from = to;
  }
}

/** Of one whose size makes no sense, the end of its header. */
function endOfBox(file: Buffer, from: number): number {
  const size = file.readUInt32BE(from);
  if (size === 0) return file.length;
  const isLong = size === 1 && from + 2 * headerBytes <= file.length;
  return from + Math.max(headerBytes, isLong ? Number(file.readBigUInt64BE(from + headerBytes)) : size);
}

/** The brands of a file in boxes, by its first bytes: the major one, then those that it is compatible with. */
function brandsOf(head: Buffer): string[] {
  const [first] = boxesOf(head);
  if (first?.name !== "ftyp") return [];
  const names = head.toString("latin1", headerBytes, first.to).match(/.{4}/gs) ?? [];
  // The second one is a version.
  return names.filter((_, index) => index !== 1);
}
