import type { MagickFormat } from "@imagemagick/magick-wasm";
import { hasSignature } from "#workers/documents/sample.ts";

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
  // BigTIFF has offsets of 64 bits.
  ["tiff", "TIFF", 0, "II+\x00"],
  ["tiff", "TIFF", 0, "MM\x00+"],
] as const satisfies readonly (readonly [string, MagickFormat, number, string])[];

/**
 * The format of a picture, by its first bytes, of which 16 are enough, and whether its signature consists of letters.
 * Undefined of others.
 */
export function pictureTypeOf(head: Buffer) {
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
/** Bytes of a frame's header: its place, its size in six bytes as in a file's header, its time and flags. */
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
