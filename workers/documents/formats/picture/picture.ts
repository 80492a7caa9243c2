import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { pictureTypeOf } from "#workers/documents/pictures/picture-type.ts";
import type { Sample } from "#workers/documents/recognition/sample.ts";

/** A text may begin with the letters of a signature. */
const isPicture = ({ head, text }: Sample) => {
  const type = pictureTypeOf(head);
  return type !== undefined && (text === undefined || !type.isOfLetters);
};

/** Pictures: their pixels, shrunk and encoded again, and a line that says what they are. */
export const picture: DocumentFormat = {
  format: "picture",
  title: "pictures",
  mediaTypes: ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff"],
  extensions: ["png", "jpg", "jpeg", "jpe", "jfif", "gif", "webp", "bmp", "tif", "tiff"],
  recognises: isPicture,
  read: async ({ source }) => (await import("./read-picture.ts")).readPicture(source.bytes),
};
