import { createFormattedWriter } from "#workers/documents/ooxml/number-format/number-formats.ts";
import type { OfficePackage, Relationship } from "#workers/documents/ooxml/ooxml-package.ts";
import type { OfficePicture } from "#workers/documents/ooxml/pictures/picture-list.ts";
import { type AttachedOptions, attachedParts } from "./attached-parts.ts";
import type { Drawing, DrawingOptions } from "./drawing-state.ts";
import { readDrawing } from "./read-drawing.ts";

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
  function marksOn(part: string, page: number | undefined): DrawingOptions["pictureAt"] {
    const known = new Set<number>();
    let relationships: readonly Relationship[] | undefined;
    return (id) => {
      relationships ??= office.relationshipsOf(part);
      const target = relationships.find((one) => one.id === id && !one.isExternal)?.target ?? "";
      const picture = page === undefined ? undefined : numbered.get(target);
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
    const { attachedText, isCut } = attachedParts(office, part, { ...options, writeFormatted });
    const drawing = readDrawing(bytes, { attachedText, pictureAt: marksOn(part, page) });
    return { ...drawing, isCut: drawing.isCut || isCut() };
  };
}
