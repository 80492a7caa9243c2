import { joinBlocks } from "#workers/documents/markdown/blocks.ts";
import { pictureText } from "#workers/documents/markdown/picture-text.ts";
import { markdownTable } from "#workers/documents/markdown/table.ts";
import { attributeOf, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import type { SlideState } from "./slide-state.ts";

/** Placeholders that repeat on every slide. */
const margins = new Set(["sldNum", "dt", "ftr", "hdr", "sldImg"]);
const shapeNames = new Set(["sp", "graphicFrame", "pic", "cxnSp"]);
const maxLevel = 8;

const isTrue = (value = "") => /^(?:1|true)$/.test(value);

export function openElement(state: SlideState, name: string, attributes: XmlAttributes): void {
  const { slide, shapes, rows } = state;
  if (name === "sld") slide.isHidden = /^(?:0|false)$/.test(attributes.show ?? "");
  else if (shapeNames.has(name)) shapes.push({ placeholder: "", isHidden: false, blocks: [] });
  else if (name === "ph" || name === "cNvPr") takeShapeProperty(state, name, attributes);
  else if (name === "p") openParagraph(state);
  else if (name === "pPr") state.level = Math.min(Number.parseInt(attributes.lvl ?? "0", 10) || 0, maxLevel);
  else if (name === "br") state.line += state.cell ? " " : "\n";
  else if (name === "tbl") state.rows = [];
  else if (name === "tr") rows?.push([]);
  else if (name === "tc") openCell(state, attributes);
  else if (name === "relIds") slide.attached.push(attributeOf(attributes, "dm") ?? "");
  else if (name === "chart") slide.attached.push(attributeOf(attributes, "id") ?? "");
  state.isText = name === "t";
}

/** Closes the innermost element of that name. With `only`, shapes with another placeholder are left out. */
export function closeElement(state: SlideState, name: string, only: string | undefined): void {
  state.isText = false;
  if (name === "p") closeParagraph(state);
  else if (name === "tc") closeCell(state);
  else if (name === "tbl") closeTable(state);
  else if (shapeNames.has(name)) closeShape(state, only);
}

function takeShapeProperty({ shapes }: SlideState, name: "ph" | "cNvPr", attributes: XmlAttributes): void {
  const shape = shapes.at(-1);
  if (!shape) return;
  if (name === "ph") {
    shape.placeholder = attributes.type ?? "body";
    return;
  }
  shape.isHidden = isTrue(attributes.hidden);
  if (attributes.descr) shape.blocks.push({ text: pictureText(attributes.descr), isLoose: false });
}

function openParagraph(state: SlideState): void {
  state.line = "";
  state.level = 0;
}

function closeParagraph({ line, level, cell, shapes }: SlideState): void {
  const text = line.trim();
  if (text === "") return;
  if (cell) cell.push(text);
  else shapes.at(-1)?.blocks.push({ text: level > 0 ? `${"  ".repeat(level - 1)}- ${text}` : text, isLoose: false });
}

function openCell(state: SlideState, { hMerge, vMerge }: XmlAttributes): void {
  state.cell = [];
  state.isCovered = isTrue(hMerge) || isTrue(vMerge);
}

function closeCell(state: SlideState): void {
  state.rows?.at(-1)?.push(state.isCovered ? "" : (state.cell?.join(" ") ?? ""));
  state.cell = undefined;
}

function closeTable(state: SlideState): void {
  const rows = state.rows ?? [];
  state.rows = undefined;
  if (rows.every((texts) => texts.every((text) => text === ""))) return;
  state.shapes.at(-1)?.blocks.push({ text: markdownTable(rows), isLoose: true });
}

function closeShape({ slide, shapes }: SlideState, only: string | undefined): void {
  const shape = shapes.pop();
  if (!shape || margins.has(shape.placeholder)) return;
  if (only !== undefined && shape.placeholder !== only) return;
  const text = joinBlocks(shape.blocks);
  if (text === "") return;
  if (shape.isHidden) {
    slide.hasHidden = true;
    return;
  }
  if (/title$/i.test(shape.placeholder) && slide.title === "") slide.title = text.replace(/\s+/g, " ");
  else slide.blocks.push({ text, isLoose: true });
}
