import type { MagickFormat } from "@imagemagick/magick-wasm";
import { hasSignature } from "#workers/documents/recognition/signature.ts";
import { brandsOf } from "./boxes.ts";

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
