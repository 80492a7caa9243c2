import { openFormula } from "#workers/documents/formula/formula.ts";
import { linearFormula } from "#workers/documents/formula/linear-formula.ts";
import { createFormattedWriter } from "#workers/documents/ooxml/number-formats.ts";
import type { OfficePackage, Relationship } from "#workers/documents/ooxml/ooxml-package.ts";
import type { OfficePicture } from "#workers/documents/ooxml/pictures/picture-list.ts";
import { readXml } from "#workers/documents/ooxml/xml-events.ts";
import { maxTextCharacters } from "#workers/documents/text/reading.ts";
import { type AttachedOptions, attachedParts } from "./attached-parts.ts";
import { blocksOf, closeElement, openElement, takeCorner } from "./drawing-elements.ts";
import { type Drawing, type DrawingOptions, initialState } from "./drawing-state.ts";

/**
 * A part with shapes: a slide, the notes below one (ECMA-376 part 1, 19.3), or what is drawn on a sheet (20.5). The
 * texts of its shapes in reading order, tables as Markdown tables, diagrams and charts in their places. Hidden shapes,
 * page numbers, dates and footers are left out. A shape that is too long is cut.
 */
function readDrawing(bytes: Uint8Array, options: DrawingOptions): Drawing {
  const state = initialState(options);
  const openElements: string[] = [];
  readXml(bytes, {
    open(name, attributes) {
      if (name === "Fallback") return "skip";
      openElement(state, name, attributes);
      takeCorner(state, name, openElements.at(-1));
      openElements.push(name);
      if (name === "oMath") state.formula ??= openFormula();
      state.formula?.open(name, attributes);
      return undefined;
    },
    close(name) {
      openElements.pop();
      state.cornerPart = undefined;
      state.formula?.close();
      if (name === "oMath" && state.formula) {
        state.line += linearFormula(state.formula.root);
        state.formula = undefined;
      }
      closeElement(state, name);
    },
    text(text) {
      if (state.cornerPart !== undefined) state.corner[state.cornerPart] += text;
      if (!state.isText) return;
      if (state.formula) state.formula.text(text);
      else if (state.run) state.run.text += text;
      else state.line += text;
      state.length += text.length;
    },
    isEnough() {
      state.drawing.isCut = state.length > maxTextCharacters;
      return state.drawing.isCut;
    },
  });
  // Elements that were still open when reading stopped early.
  for (const name of openElements.reverse()) closeElement(state, name);
  return { ...state.drawing, blocks: state.groups.flatMap(blocksOf) };
}

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
