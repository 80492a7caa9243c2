import { createFormattedWriter } from "#workers/documents/ooxml/number-formats.ts";
import type { OfficePicture, PictureMark } from "#workers/documents/ooxml/office-pictures.ts";
import { type OfficePackage, type Relations, relationsOf } from "#workers/documents/ooxml/ooxml-package.ts";
import { type AttachedOptions, attachedParts } from "./attached-parts.ts";
import { type Drawing, readDrawing } from "./drawing.ts";

/** A picture on more slides or sheets is a logo, which is told on the first one only. */
const maxMarkedPages = 5;

/** Reads a part that has shapes. `page` is the number of the slide or sheet that has pictures there. */
export type ReadShapes = (part: string | undefined, page?: number) => Drawing | undefined;

/** Reads the parts of a document that have shapes, with their diagrams and charts. Undefined where there is no part. */
export function drawingParts(
  office: OfficePackage,
  { pictures, ...options }: Omit<AttachedOptions, "writeFormatted"> & { pictures: readonly OfficePicture[] },
): ReadShapes {
  const writeFormatted = createFormattedWriter();
  const numbered = new Map(pictures.map((one, at) => [one.part, { ...one, number: at + 1 }]));

  /** The same on each page, whichever are read: a later window of a document begins with any of them. */
  function marksOn(page: number | undefined, relations: Relations): (id: string) => PictureMark | undefined {
    const known = new Set<number>();
    return (id) => {
      const picture = page === undefined ? undefined : numbered.get(relations.part(id)?.target ?? "");
      if (picture === undefined) return undefined;
      const isFirst = picture.place.number === page && !known.has(picture.number);
      known.add(picture.number);
      if (!isFirst && picture.pages > maxMarkedPages) return { number: undefined, isAgain: true };
      return { number: picture.number, isAgain: !isFirst };
    };
  }

  return (part, page) => {
    const bytes = part === undefined ? undefined : office.read(part);
    if (part === undefined || !bytes) return undefined;
    const relations = relationsOf(office, part);
    const { attachedText, isCut } = attachedParts(office, relations, { ...options, writeFormatted });
    // Other slides, and what programs do, are links inside the document.
    const drawing = readDrawing(bytes, {
      attachedText,
      linkTarget: relations.link,
      pictureAt: marksOn(page, relations),
    });
    return { ...drawing, isCut: drawing.isCut || isCut() };
  };
}
