import { encodePicture } from "./encode/encode-picture.ts";
import { type DecodedPicture, type Picture, type PictureSize, sizeInWords } from "./picture.ts";
import { shrink } from "./shrink.ts";
import { turnUpright } from "./turn-upright.ts";

/** A picture as it is shown, of at most so many bytes, and the size of the original, upright. */
export function showPicture(decoded: DecodedPicture, maxBytes: number): { original: PictureSize; picture: Picture } {
  const { width, height, orientation = 1, original = { width, height } } = decoded;
  const picture = encodePicture(turnUpright(shrink(decoded), orientation), maxBytes);
  const isTransposed = orientation >= 5;
  return { original: isTransposed ? { width: original.height, height: original.width } : original, picture };
}

/** What stands in the text in place of a picture: that it comes beside it, and what was done to it. */
export function pictureLine(what: string, original: PictureSize, shown: PictureSize): string {
  const isShrunk = original.width !== shown.width || original.height !== shown.height;
  const ending = isShrunk ? `, shrunk to ${sizeInWords(shown)}` : "";
  return `[${what} of ${sizeInWords(original)}, shown beside this text${ending}]`;
}
