import { hasSignature } from "#workers/documents/recognition/signature.ts";

/** The formats of pictures that can be decoded, each with where its signature stands, and the signature in Latin-1. */
const signatures = [
  ["png", 0, "\x89PNG\r\n\x1a\n"],
  ["jpeg", 0, "\xff\xd8\xff"],
  ["gif", 0, "GIF8"],
  ["bmp", 0, "BM"],
] as const;

export type PictureFormat = (typeof signatures)[number][0];

/** The format of a picture, by its first bytes, and whether its signature consists of letters. Undefined of others. */
export function pictureTypeOf(head: Buffer): { format: PictureFormat; isOfLetters: boolean } | undefined {
  const [format, , signature] = signatures.find(([, at, text]) => hasSignature(head, text, at)) ?? [];
  return format && { format, isOfLetters: /^\w+$/.test(signature ?? "") };
}
