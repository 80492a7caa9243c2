import { decodeBmp } from "#workers/documents/pictures/decode/decode-bmp.ts";
import { decodeGif } from "#workers/documents/pictures/decode/decode-gif.ts";
import { decodeJpeg } from "#workers/documents/pictures/decode/decode-jpeg.ts";
import { decodePng } from "#workers/documents/pictures/decode/decode-png.ts";
import type { DecodedPicture } from "#workers/documents/pictures/picture.ts";
import { maxPicturesBytes } from "#workers/documents/pictures/picture-limits.ts";
import { type PictureFormat, pictureTypeOf } from "#workers/documents/pictures/picture-type.ts";
import { pictureLine, showPicture } from "#workers/documents/pictures/show-picture.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import type { Reading } from "#workers/documents/text/reading.ts";

type Decode = (bytes: Uint8Array) => DecodedPicture | Promise<DecodedPicture>;

const decoders: Readonly<Record<PictureFormat, Decode>> = {
  png: decodePng,
  jpeg: decodeJpeg,
  gif: decodeGif,
  bmp: decodeBmp,
};

/** More than the longest signature, with what is before it. */
const headBytes = 16;

/** A picture to be shown, and a line that says what it is. Throws what the decoder of its format throws. */
export async function readPicture(bytes: Uint8Array): Promise<Reading> {
  const type = pictureTypeOf(Buffer.from(bytes.subarray(0, headBytes)));
  if (type === undefined) throw new DocumentRefusal("picture");
  const { original, picture } = showPicture(await decoders[type.format](bytes), maxPicturesBytes);
  return { mediaType: `image/${type.format}`, text: pictureLine("Picture", original, picture), pictures: [picture] };
}
