import type { MagickFormat } from "@imagemagick/magick-wasm";
import { hasSignature } from "#workers/documents/recognition/signature.ts";

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
  ["avif", "AVIF", 4, "ftypavif"],
] as const satisfies readonly (readonly [string, MagickFormat, number, string])[];

export interface PictureFormat {
  /** As in its media type. */
  name: (typeof signatures)[number][0];
  format: MagickFormat;
  /** Whether its signature consists of letters. */
  isOfLetters: boolean;
}

/** The format of a picture, by its first bytes. Undefined of others. */
export function pictureTypeOf(head: Buffer): PictureFormat | undefined {
  const found = signatures.find(([, , at, text]) => hasSignature(head, text, at));
  if (found === undefined) return undefined;
  const [name, format, , signature] = found;
  return { name, format, isOfLetters: /^\w+$/.test(signature) };
}
