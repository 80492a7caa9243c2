import { maxPicturesBytes } from "#workers/documents/pictures/picture.ts";
import {
  firstWebpFrame,
  namesHevc,
  type PictureFormat,
  pictureTypeOf,
  stillAvif,
} from "#workers/documents/pictures/picture-type.ts";
import { pictureLine, showPicture } from "#workers/documents/pictures/show-picture.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import type { Reading } from "#workers/documents/text/reading.ts";

const headBytes = 64;

/** A picture to be shown, and a line that says what it is. Rejects as `showPicture`. */
export async function readPicture(bytes: Uint8Array): Promise<Reading> {
  const type = pictureTypeOf(Buffer.from(bytes.subarray(0, headBytes)));
  if (type === undefined) throw new DocumentRefusal("picture");
  const { name, format } = type;
  if (name === "avif" && namesHevc(bytes)) throw new DocumentRefusal("heic");
  const { original, picture } = await showPicture({ bytes: stillOf(name, bytes), format }, maxPicturesBytes);
  return { mediaType: `image/${name}`, text: pictureLine("Picture", original, picture), pictures: [picture] };
}

/** Without the pictures after the first one, where ImageMagick would decode them. */
function stillOf(name: PictureFormat["name"], bytes: Uint8Array): Uint8Array {
  if (name === "avif") return stillAvif(bytes);
  return name === "webp" ? firstWebpFrame(bytes) : bytes;
}
