import { linearFormula, openFormula } from "#workers/documents/formula.ts";
import { type Block, joinBlocks, markdownTable } from "#workers/documents/markdown/blocks.ts";
import { renderLink } from "#workers/documents/markdown/links.ts";
import { pictureText } from "#workers/documents/markdown/picture-text.ts";
import { countUp, readAutoNumber } from "#workers/documents/ooxml/counting/write-count.ts";
import { createFormattedWriter } from "#workers/documents/ooxml/number-formats.ts";
import type { OfficePicture } from "#workers/documents/ooxml/office-pictures.ts";
import type { OfficePackage, Relationship } from "#workers/documents/ooxml/ooxml-package.ts";
import {
  attributeOf,
  isOn,
  isTrue,
  lettersOf,
  readXml,
  type XmlAttributes,
} from "#workers/documents/ooxml/xml-events.ts";
import { markedRun, type RunMarks, withStrikes } from "#workers/documents/run-marks.ts";
import { wordsOf } from "#workers/text/clean-text.ts";
import { maxTextCharacters } from "#workers/text/reading.ts";
import { type AttachedOptions, attachedParts } from "./attached-parts.ts";
import {
  type Drawing,
  type DrawingOptions,
  type DrawingState,
  type Group,
  initialState,
  type Shape,
} from "./drawing-state.ts";
import { inReadingOrder, type Placed } from "./reading-order.ts";

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

/** Placeholders that repeat on every slide. */
const margins = new Set(["sldNum", "dt", "ftr", "hdr", "sldImg"]);
const shapeNames = new Set(["sp", "graphicFrame", "pic", "cxnSp"]);
const maxLevel = 8;
/** Share of a description's words that may be repeated where it still says something else. */
const mostRepeated = 0.75;

function openElement(state: DrawingState, name: string, attributes: XmlAttributes): void {
  const { drawing, shapes, groups, rows } = state;
  if (name === "sld") drawing.isHidden = /^(?:0|false)$/.test(attributes.show ?? "");
  else if (shapeNames.has(name))
    shapes.push({ placeholder: "", isHidden: false, description: "", blocks: [], counts: [] });
  else if (name === "grpSp") groups.push({ isHidden: false, items: [] });
  else if (name === "ph" || name === "cNvPr") takeProperty(state, name, attributes);
  else if (name === "off" || name === "ext") takePlace(shapes.at(-1) ?? groups.at(-1), attributes);
  else if (name === "p") openParagraph(state);
  else if (name === "pPr") state.level = Math.min(Number.parseInt(attributes.lvl ?? "0", 10) || 0, maxLevel);
  else if (name === "buAutoNum") state.number = readAutoNumber(attributes);
  else if (name === "br") state.line += state.cell ? " " : "\n";
  else if (name === "tbl") state.rows = [];
  else if (name === "tr") rows?.push([]);
  else if (name === "tc") openCell(state, attributes);
  else if (name === "relIds") attach(state, attributeOf(attributes, "dm"));
  else if (name === "chart") attach(state, attributeOf(attributes, "id"));
  else if (name === "blip") takePicture(state, attributeOf(attributes, "embed"));
  // `decorative` stands in the extensions of a shape's name.
  else if (name === "decorative" && isOn(attributes)) Object.assign(shapes.at(-1) ?? {}, { description: "" });
  takeRun(state, name, attributes);
  state.isText = name === "t";
}

/** What stands at a cell of a sheet says so before. Its numbers come as texts. */
function takeCorner(state: DrawingState, name: string, parent: string | undefined): void {
  if (name === "from") state.corner = { col: "", row: "" };
  state.cornerPart = parent === "from" && (name === "col" || name === "row") ? name : undefined;
}

/** Closes the innermost element of that name. */
function closeElement(state: DrawingState, name: string): void {
  state.isText = false;
  if (name === "r") closeRun(state);
  else if (name === "p") closeParagraph(state);
  else if (name === "tc") closeCell(state);
  else if (name === "tbl") closeTable(state);
  else if (name === "grpSp") closeGroup(state);
  else if (shapeNames.has(name)) closeShape(state);
}

function takeProperty({ shapes, groups }: DrawingState, name: "ph" | "cNvPr", attributes: XmlAttributes): void {
  const shape = shapes.at(-1);
  const group = groups.at(-1);
  if (name === "ph") {
    if (shape) shape.placeholder = attributes.type ?? "body";
    return;
  }
  if (shape) {
    shape.isHidden = isTrue(attributes.hidden);
    // Office 2010 wrote short descriptions as a title.
    shape.description = attributes.descr || (attributes.title ?? "");
  } else if (group && groups.length > 1) {
    group.isHidden = isTrue(attributes.hidden);
  }
}

/** A place has a corner and a size, in two elements. Other elements of these names have other attributes. */
function takePlace(placed: Placed | undefined, { x, y, cx, cy }: XmlAttributes): void {
  if (!placed) return;
  const numbers = [x, y, cx, cy].map((text) => (text === undefined ? undefined : Number(text)));
  if (numbers.some((number) => number !== undefined && !Number.isFinite(number))) return;
  const { box = { x: 0, y: 0, width: 0, height: 0 } } = placed;
  const [left = box.x, top = box.y, width = box.width, height = box.height] = numbers;
  if (x !== undefined || cx !== undefined) placed.box = { x: left, y: top, width, height };
}

function openParagraph(state: DrawingState): void {
  state.line = "";
  state.run = undefined;
  state.level = 0;
  state.number = undefined;
}

function closeParagraph({ line, level, number, cell, counts, shapes }: DrawingState): void {
  const text = withStrikes(line).trim();
  // PowerPoint shows no number in an empty line, and counts on after it.
  if (text === "") return;
  const shape = shapes.at(-1);
  const count = countUp(cell ? counts : (shape?.counts ?? []), level, number);
  if (cell) cell.push(`${count} ${text}`.trim());
  else shape?.blocks.push({ text: lineOf(text, { count, level }), isLoose: false });
}

/** A line after its number, which has the level of its text, or after a bullet below others. */
function lineOf(text: string, { count, level }: { count: string; level: number }): string {
  if (count !== "") return `${"  ".repeat(level)}${count} ${text}`;
  return level === 0 ? text : `${"  ".repeat(level - 1)}- ${text}`;
}

function openCell(state: DrawingState, { hMerge, vMerge }: XmlAttributes): void {
  state.cell = [];
  state.counts = [];
  state.isCovered = isTrue(hMerge) || isTrue(vMerge);
}

function closeCell(state: DrawingState): void {
  state.rows?.at(-1)?.push(state.isCovered ? "" : (state.cell?.join(" ") ?? ""));
  state.cell = undefined;
}

function closeTable(state: DrawingState): void {
  const rows = state.rows ?? [];
  state.rows = undefined;
  if (rows.every((texts) => texts.every((text) => text === ""))) return;
  state.shapes.at(-1)?.blocks.push({ text: markdownTable(rows), isLoose: true });
}

function attach({ drawing, shapes, attachedText }: DrawingState, relationshipId: string | undefined): void {
  const shape = shapes.at(-1);
  drawing.hasAttached = true;
  if (shape && !shape.isHidden) shape.blocks.push({ text: attachedText(relationshipId ?? ""), isLoose: true });
}

function takePicture({ shapes, pictureAt }: DrawingState, id: string | undefined): void {
  const shape = shapes.at(-1);
  if (shape && !shape.isHidden && id !== undefined) shape.picture ??= pictureAt(id);
}

/** Place of a picture, or what another shape shows. */
function describedShape({ description, picture }: Shape, text: string, { col, row }: DrawingState["corner"]): string {
  const told = picture?.isAgain || !saysMore(description, text) ? "" : description;
  const isAtCell = /^\d{1,5}$/.test(col) && /^\d{1,7}$/.test(row);
  const cell = isAtCell ? `${lettersOf(Number(col))}${Number(row) + 1}` : "";
  return pictureText(told, { number: picture?.number, cell });
}

function closeShape(state: DrawingState): void {
  const shape = state.shapes.pop();
  if (!shape) return;
  const text = joinBlocks(shape.blocks);
  if (shape.placeholder === "ftr" && !shape.isHidden) state.drawing.footer = text.replace(/\s+/g, " ");
  if (margins.has(shape.placeholder)) return;
  const described = describedShape(shape, text, state.corner);
  if (text === "" && described === "") return;
  const { drawing } = state;
  if (shape.isHidden) {
    drawing.hasHidden = true;
    return;
  }
  const isTitle = text !== "" && /title$/i.test(shape.placeholder) && drawing.title === "";
  if (isTitle) drawing.title = text.replace(/\s+/g, " ");
  const shown = [isTitle ? "" : text, described].filter((one) => one !== "");
  if (shown.length > 0) place(state, shape, [{ text: shown.join("\n\n"), isLoose: true }]);
}

/** Whether a description tells what the shape doesn't: those of text boxes mostly repeat their text. */
function saysMore(description: string, text: string): boolean {
  const words = [...wordsOf(description)];
  const known = wordsOf(text);
  return words.filter((word) => known.has(word)).length <= words.length * mostRepeated;
}

function closeGroup(state: DrawingState): void {
  const group = state.groups.pop();
  if (!group) return;
  if (group.isHidden) {
    state.drawing.hasHidden ||= group.items.length > 0;
    return;
  }
  const blocks = blocksOf(group);
  if (blocks.length > 0) place(state, group, blocks);
}

/** Puts blocks into the group around them. */
function place({ groups }: DrawingState, { box }: Placed, blocks: readonly Block[]): void {
  // Charts on sheets have a place without size.
  const hasPlace = box !== undefined && box.width + box.height > 0;
  groups.at(-1)?.items.push({ ...(hasPlace && { box }), blocks });
}

/** The blocks of a group in reading order. */
function blocksOf({ items }: Group): Block[] {
  return inReadingOrder(items).flatMap((item) => item.blocks);
}

/** Opens a run of text, or takes how the open one is set and where it leads. Ignores all other elements. */
function takeRun(state: DrawingState, name: string, attributes: XmlAttributes): void {
  const { run, linkTarget } = state;
  if (name === "r") state.run = { text: "" };
  else if (run && name === "rPr") Object.assign(run, marksOf(attributes));
  else if (run && name === "hlinkClick") run.target = linkTarget(attributeOf(attributes, "id") ?? "");
}

/** Writes the open run into its line. */
function closeRun(state: DrawingState): void {
  const { run } = state;
  state.run = undefined;
  if (!run) return;
  const text = markedRun(run.text, run);
  state.line += run.target === undefined ? text : renderLink(text, run.target);
}

function marksOf({ baseline = "0", strike = "noStrike" }: XmlAttributes): RunMarks {
  const height = Number.parseInt(baseline, 10) || 0;
  return { raised: height === 0 ? undefined : height > 0 ? "above" : "below", isStruck: strike !== "noStrike" };
}
