import { type Block, joinBlocks } from "#workers/documents/markdown/blocks.ts";
import { renderLink } from "#workers/documents/markdown/links.ts";
import { pictureText } from "#workers/documents/markdown/picture-text.ts";
import { markdownTable } from "#workers/documents/markdown/table.ts";
import { lettersOf } from "#workers/documents/ooxml/column-letters.ts";
import { attributeOf, isTrue, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { markedRun, type RunMarks, withStrikes } from "#workers/documents/text/run-marks.ts";
import { wordsOf } from "#workers/documents/text/words-of.ts";
import { countUp, readAutoNumber } from "./auto-numbers.ts";
import type { DrawingState, Group, Shape } from "./drawing-state.ts";
import { inReadingOrder, type Placed } from "./reading-order.ts";

/** Placeholders that repeat on every slide. */
const margins = new Set(["sldNum", "dt", "ftr", "hdr", "sldImg"]);
const shapeNames = new Set(["sp", "graphicFrame", "pic", "cxnSp"]);
const maxLevel = 8;
/** Of the words of a description, where it still says something else. */
const mostRepeated = 0.75;

export function openElement(state: DrawingState, name: string, attributes: XmlAttributes): void {
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
  takeRun(state, name, attributes);
  state.isText = name === "t";
}

/** What stands at a cell of a sheet says so before. Its numbers come as texts. */
export function takeCorner(state: DrawingState, name: string, parent: string | undefined): void {
  if (name === "from") state.corner = { col: "", row: "" };
  state.cornerPart = parent === "from" && (name === "col" || name === "row") ? name : undefined;
}

/** Closes the innermost element of that name. */
export function closeElement(state: DrawingState, name: string): void {
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

/** Where a picture stands, or what another shape shows. */
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
export function blocksOf({ items }: Group): Block[] {
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
