import { createFormattedWriter } from "#workers/documents/ooxml/number-format/number-formats.ts";
import type { OfficePackage, Relationship } from "#workers/documents/ooxml/ooxml-package.ts";
import type { OfficePicture } from "#workers/documents/ooxml/pictures/picture-list.ts";
import { type AttachedOptions, attachedParts } from "./attached-parts.ts";
import type { Drawing, DrawingOptions } from "./drawing-state.ts";
import { readDrawing } from "./read-drawing.ts";

/** A picture on more slides or sheets is a logo, which is told on the first one only. */
const maxMarkedPages = 5;

type PictureAt = DrawingOptions["pictureAt"];

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
  function marksOn(relationOf: (id: string) => Relationship | undefined, page: number | undefined): PictureAt {
    const known = new Set<number>();
    return (id) => {
      const { target = "", isExternal = true } = relationOf(id) ?? {};
      if (isExternal) return undefined;
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
    const relationOf = relationsIn(office, part);
    const drawing = readDrawing(bytes, {
      attachedText,
      linkTarget: (id) => linkIn(relationOf(id)),
      pictureAt: marksOn(relationOf, page),
    });
    return { ...drawing, isCut: drawing.isCut || isCut() };
  };
}

/** The relationships of a part by their ids, which are read when one is asked for. */
function relationsIn(office: OfficePackage, part: string): (id: string) => Relationship | undefined {
  let known: ReadonlyMap<string, Relationship> | undefined;
  return (id) => {
    known ??= new Map(office.relationshipsOf(part).map((one) => [one.id, one]));
    return known.get(id);
  };
}

/** Other slides, and what programs do, are links inside the document. */
const linkIn = (relation: Relationship | undefined) => (relation?.isExternal === true ? relation.target : undefined);
