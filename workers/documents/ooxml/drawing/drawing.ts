import { linearFormula, type OpenFormula, openFormula } from "#workers/documents/formula.ts";
import { type Block, joinBlocks, markdownTable } from "#workers/documents/markdown/blocks.ts";
import { renderLink } from "#workers/documents/markdown/links.ts";
import { pictureText } from "#workers/documents/markdown/picture-text.ts";
import {
  type AutoCounts,
  type AutoNumber,
  countUp,
  readAutoNumber,
} from "#workers/documents/ooxml/counting/write-count.ts";
import { createFormattedWriter } from "#workers/documents/ooxml/number-formats.ts";
import type { OfficePicture, PictureMark } from "#workers/documents/ooxml/office-pictures.ts";
import type { OfficePackage, Relations } from "#workers/documents/ooxml/ooxml-package.ts";
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
import { inReadingOrder, type Placed } from "./reading-order.ts";

/** What is drawn on a slide, on its page of notes, or on a sheet. */
export type Drawing = ReturnType<typeof readDrawing>;

interface Shape extends Placed {
  placeholder: string;
  isHidden: boolean;
  /** What its picture shows, in words for those who can't see it. */
  description: string;
  picture?: PictureMark | undefined;
  blocks: Block[];
  counts: AutoCounts;
}

interface Group extends Placed {
  isHidden: boolean;
  items: (Placed & { blocks: readonly Block[] })[];
}

/** What a drawing needs of other parts, by the ids of its relationships. */
interface DrawingOptions {
  attached: ReturnType<typeof attachedParts>;
  relations: Relations;
  /** Undefined where there is no picture to show. */
  pictureAt: (relationshipId: string) => PictureMark | undefined;
}

/** Placeholders that repeat on every slide. */
const margins = new Set(["sldNum", "dt", "ftr", "hdr", "sldImg"]);
const shapeNames = new Set(["sp", "graphicFrame", "pic", "cxnSp"]);
const maxLevel = 8;
/** Share of a description's words that may be repeated where it still says something else. */
const mostRepeated = 0.75;

/**
 * A part with shapes: a slide, the notes below one (ECMA-376 part 1, 19.3), or what is drawn on a sheet (20.5). The
 * texts of its shapes in reading order, tables as Markdown tables, diagrams and charts in their places. Hidden shapes,
 * page numbers, dates and footers are left out. A shape that is too long is cut.
 */
function readDrawing(bytes: Uint8Array, { attached, relations, pictureAt }: DrawingOptions) {
  const drawing = {
    /** The text of the title's placeholder, which only slides have. */
    title: "",
    /** What stands below it, mostly the same as on other slides. */
    footer: "",
    /** Whether the slide is hidden. */
    isHidden: false,
    /** Whether text was left out because its shape is hidden. */
    hasHidden: false,
    /** Whether it has diagrams or charts. */
    hasAttached: false,
  };
  /** Open shapes, the innermost last. */
  const shapes: Shape[] = [];
  const whole: Group = { isHidden: false, items: [] };
  /** The drawing as a group, and in it the open groups of shapes, the innermost last. */
  const groups = [whole];
  /** Rows of the open table, and paragraphs of the open cell with their numbers so far. */
  let rows: string[][] | undefined;
  let cell: string[] | undefined;
  let counts: AutoCounts = [];
  /** Whether the open cell is covered by a merged one, so that its own text is not visible. */
  let isCovered = false;
  /** Text of the open paragraph, its level in a list, and how it is numbered. */
  let [line, level] = ["", 0];
  let number: AutoNumber | undefined;
  /** The open run of text: how it is set, and where it leads. */
  let run: (RunMarks & { target?: string | undefined; text: string }) | undefined;
  /** The open formula, which takes the text inside. */
  let formula: OpenFormula | undefined;
  /** Cell of a sheet at which the next shapes stand, in numbers from 0. Its numbers come as texts. */
  let corner = { col: "", row: "" };
  let isCorner = false;
  /** Characters of text so far. */
  let length = 0;

  /** Opens an element, or takes a property of the open ones. Ignores all others. */
  function openElement(name: string, attributes: XmlAttributes): void {
    const shape = shapes.at(-1);
    if (name === "sld") drawing.isHidden = /^(?:0|false)$/.test(attributes.show ?? "");
    else if (shapeNames.has(name))
      shapes.push({ placeholder: "", isHidden: false, description: "", blocks: [], counts: [] });
    else if (name === "grpSp") groups.push({ isHidden: false, items: [] });
    else if (name === "ph" && shape) shape.placeholder = attributes.type ?? "body";
    else if (name === "cNvPr") takeName(shape, attributes);
    else if (name === "off" || name === "ext") takePlace(shape ?? groups.at(-1), attributes);
    else if (name === "from") {
      corner = { col: "", row: "" };
      isCorner = true;
    } else if (name === "p") {
      [line, level, run, number] = ["", 0, undefined, undefined];
    } else if (name === "pPr") level = Math.min(Number.parseInt(attributes.lvl ?? "0", 10) || 0, maxLevel);
    else if (name === "buAutoNum") number = readAutoNumber(attributes);
    else if (name === "br") line += cell ? " " : "\n";
    else if (name === "r") run = { text: "" };
    else if (run && name === "rPr") Object.assign(run, marksOf(attributes));
    else if (run && name === "hlinkClick") run.target = relations.link(attributeOf(attributes, "id") ?? "");
    else if (name === "tbl") rows = [];
    else if (name === "tr") rows?.push([]);
    else if (name === "tc") {
      cell = [];
      counts = [];
      isCovered = isTrue(attributes.hMerge) || isTrue(attributes.vMerge);
    } else if (name === "relIds") attach(shape, attributeOf(attributes, "dm"));
    else if (name === "chart") attach(shape, attributeOf(attributes, "id"));
    else if (name === "blip" && shape && !shape.isHidden)
      shape.picture ??= pictureAt(attributeOf(attributes, "embed") ?? "");
    // `decorative` stands in the extensions of a shape's name.
    else if (name === "decorative" && shape && isOn(attributes)) shape.description = "";
  }

  function takeName(shape: Shape | undefined, { hidden, descr, title = "" }: XmlAttributes): void {
    const named = shape ?? (groups.length > 1 ? groups.at(-1) : undefined);
    if (named) named.isHidden = isTrue(hidden);
    // Office 2010 wrote short descriptions as a title.
    if (shape) shape.description = descr || title;
  }

  function attach(shape: Shape | undefined, relationshipId = ""): void {
    drawing.hasAttached = true;
    if (shape && !shape.isHidden) shape.blocks.push({ text: attached.attachedText(relationshipId), isLoose: true });
  }

  /** Closes the innermost element of that name. */
  function closeElement(name: string): void {
    if (name === "oMath" && formula) {
      line += linearFormula(formula.root);
      formula = undefined;
    } else if (name === "from") isCorner = false;
    else if (name === "r") closeRun();
    else if (name === "p") closeParagraph();
    else if (name === "tc") {
      rows?.at(-1)?.push(isCovered ? "" : (cell?.join(" ") ?? ""));
      cell = undefined;
    } else if (name === "tbl") {
      const isFilled = rows?.some((texts) => texts.some((text) => text !== ""));
      if (rows && isFilled) shapes.at(-1)?.blocks.push({ text: markdownTable(rows), isLoose: true });
      rows = undefined;
    } else if (name === "grpSp") closeGroup();
    else if (shapeNames.has(name)) closeShape();
  }

  /** Writes the open run into its line. */
  function closeRun(): void {
    if (!run) return;
    const text = markedRun(run.text, run);
    line += run.target === undefined ? text : renderLink(text, run.target);
    run = undefined;
  }

  function closeParagraph(): void {
    const text = withStrikes(line).trim();
    // PowerPoint shows no number in an empty line, and counts on after it.
    if (text === "") return;
    const shape = shapes.at(-1);
    const count = countUp(cell ? counts : (shape?.counts ?? []), level, number);
    if (cell) cell.push(`${count} ${text}`.trim());
    else shape?.blocks.push({ text: lineOf(text, { count, level }), isLoose: false });
  }

  function closeShape(): void {
    const shape = shapes.pop();
    if (!shape) return;
    const text = joinBlocks(shape.blocks);
    if (shape.placeholder === "ftr" && !shape.isHidden) drawing.footer = text.replace(/\s+/g, " ");
    if (margins.has(shape.placeholder)) return;
    const described = describedShape(shape, text, corner);
    if (text === "" && described === "") return;
    if (shape.isHidden) {
      drawing.hasHidden = true;
      return;
    }
    const isTitle = text !== "" && /title$/i.test(shape.placeholder) && drawing.title === "";
    if (isTitle) drawing.title = text.replace(/\s+/g, " ");
    const shown = [isTitle ? "" : text, described].filter((one) => one !== "");
    if (shown.length > 0) place(shape, [{ text: shown.join("\n\n"), isLoose: true }]);
  }

  function closeGroup(): void {
    const group = groups.pop();
    if (!group) return;
    if (group.isHidden) {
      drawing.hasHidden ||= group.items.length > 0;
      return;
    }
    const blocks = blocksOf(group);
    if (blocks.length > 0) place(group, blocks);
  }

  /** Puts blocks into the group around them. */
  function place({ box }: Placed, blocks: readonly Block[]): void {
    // Charts on sheets have a place without size.
    const hasPlace = box !== undefined && box.width + box.height > 0;
    groups.at(-1)?.items.push({ ...(hasPlace && { box }), blocks });
  }

  const isCut = readXml(bytes, {
    skips: (name) => name === "Fallback",
    open(name, attributes) {
      openElement(name, attributes);
      if (name === "oMath") formula ??= openFormula();
      formula?.open(name, attributes);
    },
    close(name) {
      formula?.close();
      closeElement(name);
    },
    text(text, around) {
      if (isCorner && (around === "col" || around === "row")) corner[around] += text;
      if (around !== "t") return;
      if (formula) formula.text(text);
      else if (run) run.text += text;
      else line += text;
      length += text.length;
    },
    isEnough: () => length > maxTextCharacters,
  });
  return { ...drawing, isCut: isCut || attached.isCut(), blocks: blocksOf(whole) };
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

/** A line after its number, which has the level of its text, or after a bullet below others. */
function lineOf(text: string, { count, level }: { count: string; level: number }): string {
  if (count !== "") return `${"  ".repeat(level)}${count} ${text}`;
  return level === 0 ? text : `${"  ".repeat(level - 1)}- ${text}`;
}

/** Place of a picture, or what another shape shows. What stands at a cell of a sheet says so before. */
function describedShape(
  { description, picture }: Shape,
  text: string,
  { col, row }: { col: string; row: string },
): string {
  const told = picture?.isAgain || !saysMore(description, text) ? "" : description;
  const isAtCell = /^\d{1,5}$/.test(col) && /^\d{1,7}$/.test(row);
  const cell = isAtCell ? `${lettersOf(Number(col))}${Number(row) + 1}` : "";
  return pictureText(told, { number: picture?.number, cell });
}

/** Whether a description tells what the shape doesn't: those of text boxes mostly repeat their text. */
function saysMore(description: string, text: string): boolean {
  const words = [...wordsOf(description)];
  const known = wordsOf(text);
  return words.filter((word) => known.has(word)).length <= words.length * mostRepeated;
}

/** The blocks of a group in reading order. */
function blocksOf({ items }: Group): Block[] {
  return inReadingOrder(items).flatMap((item) => item.blocks);
}

function marksOf({ baseline = "0", strike = "noStrike" }: XmlAttributes): RunMarks {
  const height = Number.parseInt(baseline, 10) || 0;
  return { raised: height === 0 ? undefined : height > 0 ? "above" : "below", isStruck: strike !== "noStrike" };
}

/** A picture on more slides or sheets is a logo, which is told on the first one only. */
const maxMarkedPages = 5;

/**
 * Reads the parts of a document that have shapes, with their diagrams and charts. Undefined where there is no part.
 * `page` is the number of the slide or sheet that has pictures there.
 */
export function drawingParts(
  office: OfficePackage,
  { pictures, ...options }: Omit<AttachedOptions, "writeFormatted"> & { pictures: readonly OfficePicture[] },
) {
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

  return (part: string | undefined, page?: number): Drawing | undefined => {
    const bytes = part === undefined ? undefined : office.read(part);
    if (part === undefined || !bytes) return undefined;
    const relations = office.relationsOf(part);
    const attached = attachedParts(office, relations, { ...options, writeFormatted });
    return readDrawing(bytes, { attached, relations, pictureAt: marksOn(page, relations) });
  };
}
