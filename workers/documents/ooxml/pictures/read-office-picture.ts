import { readPicture } from "#workers/documents/formats/picture/read-picture.ts";
import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import { cleanDocumentText, type Reading } from "#workers/documents/text/reading.ts";
import { officePictures } from "./office-pictures.ts";

/** One picture of a document, by its number, and a line that says where it stands. */
export async function readOfficePicture(office: OfficePackage, number: number): Promise<Reading> {
  const pictures = officePictures(office);
  const picture = pictures[number - 1];
  const bytes = picture && office.read(picture.part);
  if (picture === undefined || bytes === undefined) throw new DocumentRefusal("noSuchPicture");
  const { text, ...reading } = await readPicture(bytes);
  const line = `Picture ${number} of ${pictures.length}, ${picture.place}:`;
  return { ...reading, text: cleanDocumentText(`${line}\n\n${text}`) };
}
