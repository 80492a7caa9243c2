import { maxPicturesBytes } from "#workers/documents/pictures/picture.ts";
import { firstWebpFrame, pictureTypeOf } from "#workers/documents/pictures/picture-type.ts";
import { pictureLine, showPicture } from "#workers/documents/pictures/show-picture.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import type { Reading } from "#workers/text/reading.ts";

const headBytes = 64;

/** A picture to be shown, and a line that says what it is. Rejects as `showPicture`. */
export async function readPicture(bytes: Uint8Array): Promise<Reading> {
  const type = pictureTypeOf(Buffer.from(bytes.subarray(0, headBytes)));
  if (type === undefined) throw new DocumentRefusal("picture");
  const { name, format } = type;
  // Without the frames after the first one, which ImageMagick would decode.
  const still = name === "webp" ? firstWebpFrame(bytes) : bytes;
  const { original, picture } = await showPicture({ bytes: still, format }, maxPicturesBytes);
  return { mediaType: `image/${name}`, text: pictureLine("Picture", original, picture), pictures: [picture] };
}
