import type { OfficePictures } from "#workers/documents/ooxml/office-pictures.ts";
import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { readPicture } from "#workers/documents/pictures/show-picture.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import { cleanDocumentText, type Reading } from "#workers/text/reading.ts";

/** One of a document's pictures, by its number, and a line that says where it stands. */
export async function readOfficePicture(
  office: OfficePackage,
  { pictures, isAll }: OfficePictures,
  number: number,
): Promise<Reading> {
  const picture = pictures[number - 1];
  const bytes = picture && office.read(picture.part);
  if (picture === undefined || bytes === undefined) throw new DocumentRefusal("noSuchPicture");
  const { text, ...reading } = await readPicture(bytes);
  const { place } = picture;
  const where = `${place.in === "paragraph" ? "in" : "on"} ${place.in} ${place.number}`;
  const line = `Picture ${number} of ${isAll ? "" : "at least "}${pictures.length}, ${where}:`;
  return { ...reading, text: cleanDocumentText(`${line}\n\n${text}`) };
}
