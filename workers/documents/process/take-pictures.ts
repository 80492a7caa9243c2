import type { z } from "zod";
import { isPlainPicture } from "#workers/documents/pictures/is-plain-picture.ts";
import type { Picture } from "#workers/documents/pictures/picture.ts";
import { maxPicturesBytes } from "#workers/documents/pictures/picture-limits.ts";
import type { answerHead } from "./protocol.ts";

type TextHead = Extract<z.output<typeof answerHead>, { kind: "text" }>;

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
