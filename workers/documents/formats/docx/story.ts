import { maxTableDepth } from "#workers/documents/document-size.ts";
import { linearFormula, openFormula } from "#workers/documents/formula.ts";
import { joinBlocks } from "#workers/documents/markdown/blocks.ts";
import { renderLink } from "#workers/documents/markdown/links.ts";
import { pictureText } from "#workers/documents/markdown/picture-text.ts";
import { attributeOf, isOn, readXml, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { raisedBy } from "#workers/documents/run-marks.ts";
import { symbolOf } from "#workers/documents/symbols.ts";
import { maxTextCharacters } from "#workers/text/reading.ts";
import { blankLine, paragraphBlocks, setParagraphProperty } from "./blocks.ts";
import { beginChange, keepChange } from "./changes.ts";
import { addToCode, takeField } from "./fields.ts";
import { createItemCounter } from "./lists.ts";
import {
  addBlocks,
  initialState,
  isHidden,
  type Story,
  type StoryOptions,
  type StoryState,
  takeComment,
  writeText,
} from "./story-state.ts";
import { addCell, openRow, openTable, setTableProperty, tableBlock, tableBlocks } from "./table.ts";

/** Applies an element that is a property of its run, paragraph or table. */
function takeProperty({ run, paragraphs, tables }: StoryState, name: string, attributes: XmlAttributes): void {
  const paragraph = paragraphs.at(-1);
  const value = attributeOf(attributes, "val") ?? "";
  if (run && name === "vanish") run.isHidden = isOn(attributes);
  else if (run && name === "rStyle") run.styleId = value;
  else if (run && name === "rFonts") run.font = attributeOf(attributes, "ascii");
  else if (run && name === "vertAlign") run.raised = raisedBy.get(value);
  else if (run && (name === "strike" || name === "dstrike")) run.isStruck = isOn(attributes);
  else if (paragraph && !run && name === "vanish") paragraph.isMarkHidden = isOn(attributes);
  else if (paragraph && !run) setParagraphProperty(paragraph, name, value);
  const table = tables.at(-1);
  if (table) setTableProperty(table, name, value);
}

/** Writes the text of an element: special characters, descriptions of pictures, marks of notes. */
function takeRunContent(state: StoryState, name: string, attributes: XmlAttributes): void {
  const { run, fields, paragraphs } = state;
  takePicture(state, name, attributes);
  takeField(fields, { name, attributes, paragraph: paragraphs.at(-1), write: (text) => writeText(state, text) });
  if (name === "t") state.isText = true;
  else if ((name === "tab" || name === "ptab") && run) writeText(state, "\t");
  else if ((name === "br" || name === "cr") && run) writeText(state, "\n");
  else if (name === "noBreakHyphen") writeText(state, "-");
  else if (name === "sym")
    writeText(state, symbolOf(attributeOf(attributes, "char") ?? "", attributeOf(attributes, "font") ?? ""));
  // WordArt of Word before 2010, and watermarks.
  else if (name === "textpath" && attributes.string) writeText(state, attributes.string);
  else if (name.startsWith("commentRange")) takeComment(state, name, attributeOf(attributes, "id") ?? "");
  else if (name === "footnoteReference" || name === "endnoteReference") takeMark(state, name, attributes);
}

function takeMark(state: StoryState, name: string, attributes: XmlAttributes): void {
  const mark = `${name.replace("Reference", "")} ${attributeOf(attributes, "id") ?? ""}`;
  const { marks, hiddenMarks } = state.story;
  if (isHidden(state)) hiddenMarks.add(mark);
  else if (state.hasNote(mark)) {
    const number = marks.get(mark) ?? marks.size + 1;
    marks.set(mark, number);
    writeText(state, `[^${number}]`);
  }
}

const deleted = new Set(["del", "moveFrom"]);
/** What somebody has put in, taken out or moved, and nobody has accepted or rejected yet. */
const tracked = new Set([...deleted, "ins", "moveTo"]);
/**
 * Elements that are never shown: deleted and moved text, fallbacks for newer markup, phonetic guides, old properties.
 */
const skipped = new Set(
  "del moveFrom Fallback rt rPrChange pPrChange tblPrChange trPrChange tcPrChange sectPrChange".split(" "),
);

/**
 * One story of a Word document (body, notes, comments, a header): its blocks in order, as Markdown. Hidden and deleted
 * text is left out.
 */
export function readStory(bytes: Uint8Array, options: StoryOptions): Story {
  const state = initialState(options);
  const openElements: string[] = [];
  readXml(bytes, {
    open(name, attributes) {
      if (state.change?.isOld) {
        openElements.push(name);
        takeDeleted(state, name, attributes);
        return undefined;
      }
      if (tracked.has(name)) {
        state.story.leftOut.add("trackedChanges");
        if (openChange(state, name, attributes, openElements)) return undefined;
      }
      if (skipped.has(name)) {
        // Among properties, it is the mark at the end of a paragraph that is deleted or moved.
        if (deleted.has(name) && openElements.at(-1) === "rPr" && !state.run) hideMark(state);
        return "skip";
      }
      takeProperty(state, name, attributes);
      takeRunContent(state, name, attributes);
      if (openContainer(state, name, attributes) === "skip") return "skip";
      openElements.push(name);
      if (name === "oMath") state.formula ??= openFormula();
      state.formula?.open(name, attributes);
      return undefined;
    },
    close(name) {
      openElements.pop();
      const { change } = state;
      if (change?.depth === openElements.length) {
        keepChange(state.story.changes, { ...change, end: state.length });
        state.change = undefined;
      }
      closeFormulaElement(state, name);
      if (name === "t" || name === "delText") state.isText = false;
      else closeContainer(state, name);
    },
    text(text) {
      if (state.isText) writeText(state, text);
      else if (openElements.at(-1) === "instrText") addToCode(state.fields, text);
    },
    isEnough() {
      const isEnough = state.length > maxTextCharacters;
      if (isEnough) state.story.leftOut.add("longText");
      return isEnough;
    },
  });
  // Elements that were still open when reading stopped early.
  for (const name of openElements.reverse()) closeContainer(state, name);
  return state.story;
}

/** Begins a change of words. Not one of properties, nor a deletion within another change. */
function openChange(state: StoryState, name: string, attributes: XmlAttributes, open: string[]): boolean {
  if (name === "moveFrom" || state.change || open.at(-1)?.endsWith("Pr")) return false;
  const [depth, pieces] = [open.length, state.paragraphs.at(-1)?.pieces ?? []];
  const at = { depth, start: state.length, paragraph: state.paragraphCount, pieces };
  state.change = beginChange(name, attributes, at);
  open.push(name);
  return true;
}

/** Takes an element of deleted content, of which only the words are kept. */
function takeDeleted(state: StoryState, name: string, attributes: XmlAttributes): void {
  if (name === "r") state.run = {};
  else if (state.run) takeProperty(state, name, attributes);
  state.isText = name === "delText" || name === "t";
  if (name === "tab" || name === "br") writeText(state, " ");
}

function closeFormulaElement(state: StoryState, name: string): void {
  const { formula } = state;
  formula?.close();
  if (name !== "oMath" || !formula) return;
  state.formula = undefined;
  writeText(state, linearFormula(formula.root));
}

function hideMark({ paragraphs }: StoryState): void {
  const paragraph = paragraphs.at(-1);
  if (paragraph) paragraph.isMarkHidden = true;
}

const notes = new Set(["footnote", "endnote", "comment"]);
/** Drawings, and shapes of Word before 2010. */
const drawings = new Set(["inline", "anchor", "shape"]);

/** Opens an element that contains others. Ignores all other elements. "skip" leaves the element out. */
function openContainer(state: StoryState, name: string, attributes: XmlAttributes): "skip" | undefined {
  if (name === "p") openParagraph(state, attributes);
  else if (name === "r") state.run = {};
  else if (name === "hyperlink") openLink(state, attributes);
  else if (name === "tbl") return openNestedTable(state);
  else if (name === "tr") openRow(state.tables.at(-1));
  else if (name === "tc") state.containers.push([]);
  else if (name === "txbxContent") openTextBox(state);
  else if (notes.has(name)) return openNote(state, attributes);
  else if (drawings.has(name)) state.drawings.push({ description: attributes.alt ?? "" });
  else if (name === "chart") addAttached(state, attributeOf(attributes, "id"));
  else if (name === "relIds") addAttached(state, attributeOf(attributes, "dm"));
  return undefined;
}

/** Closes the innermost element of that name. */
function closeContainer(state: StoryState, name: string): void {
  const { tables } = state;
  if (name === "p") closeParagraph(state);
  else if (name === "r") state.run = undefined;
  else if (name === "hyperlink") closeLink(state);
  else if (name === "tc") closeCell(state);
  else if (name === "tbl") addBlocks(state, tableBlocks(tables.pop()));
  else if (name === "txbxContent") closeTextBox(state);
  else if (drawings.has(name)) writeDescription(state, state.drawings.pop());
  else if (notes.has(name)) closeNote(state);
}

function closeCell({ tables, containers, fields }: StoryState): void {
  addCell(tables.at(-1), containers.pop() ?? []);
  // A field ends in its cell, also where its end is missing.
  fields.length = 0;
}

function openTextBox({ containers, counters, numbering }: StoryState): void {
  containers.push([]);
  counters.push(createItemCounter(numbering));
}

function closeTextBox(state: StoryState): void {
  state.counters.pop();
  addBlocks(state, state.containers.pop() ?? []);
}

function openParagraph(state: StoryState, attributes: XmlAttributes): void {
  if (state.note) state.note.paragraph = attributeOf(attributes, "paraId") ?? "";
  const isInHidden = state.paragraphs.length > 0 && isHidden(state);
  state.paragraphCount += 1;
  state.paragraphs.push({ pieces: [], outerRun: state.run, isInHidden });
  state.run = undefined;
}

function closeParagraph(state: StoryState): void {
  const paragraph = state.paragraphs.pop();
  state.run = paragraph?.outerRun;
  if (!paragraph || paragraph.isInHidden) return;
  const countItem = state.counters.at(-1);
  const blocks = paragraphBlocks(paragraph, state.styles.paragraph(paragraph.styleId), (item) => {
    const label = countItem?.(item);
    state.length += label?.text.length ?? 0;
    return label;
  });
  const isBlank = blocks.length === 0 && state.tables.length > 0 && !paragraph.isMarkHidden;
  addBlocks(state, isBlank ? [blankLine] : blocks);
}

/** Charts and diagrams stand before the paragraph that they are anchored in, as text boxes do. */
function addAttached(state: StoryState, id = ""): void {
  const text = isHidden(state) ? "" : state.attachedText(id);
  state.length += text.length;
  if (text !== "") addBlocks(state, [tableBlock(text)]);
}

function openLink({ links, paragraphs, linkTarget }: StoryState, attributes: XmlAttributes): void {
  const from = paragraphs.at(-1)?.pieces.length ?? 0;
  links.push({ target: linkTarget(attributeOf(attributes, "id") ?? ""), from });
}

function closeLink({ links, paragraphs }: StoryState): void {
  const link = links.pop();
  const pieces = paragraphs.at(-1)?.pieces;
  const text = pieces?.splice(link?.from ?? pieces.length).join("") ?? "";
  pieces?.push(link?.target === undefined ? text : renderLink(text, link.target));
}

function openNestedTable({ tables, story }: StoryState): "skip" | undefined {
  if (tables.length >= maxTableDepth) {
    story.leftOut.add("deepTables");
    return "skip";
  }
  tables.push(openTable());
  return undefined;
}

/** Notes with a type are separator lines. */
function openNote(state: StoryState, attributes: XmlAttributes): "skip" | undefined {
  if (attributeOf(attributes, "type") !== undefined) return "skip";
  const [id = "", author = ""] = [attributeOf(attributes, "id"), attributeOf(attributes, "author")];
  state.note = { id, author, text: "", paragraph: "" };
  state.containers.push([]);
  return undefined;
}

function closeNote(state: StoryState): void {
  if (!state.note) return;
  state.story.notes.push({ ...state.note, text: joinBlocks(state.containers.pop() ?? []) });
  state.note = undefined;
}

/** Writes where a picture stands; its description is that of the drawing around, whose first picture has it. */
function takePicture(state: StoryState, name: string, attributes: XmlAttributes): void {
  const drawing = state.drawings.at(-1);
  const description = attributes.descr || (attributes.title ?? "");
  if (name === "docPr") {
    if (drawing) drawing.description = description;
    else writeMark(state, pictureText(description));
  } else if (name === "decorative" && drawing && isOn(attributes)) drawing.description = "";
  else if (name === "cNvPr" && drawing?.description === "") drawing.description = description;
  else if (name === "blip") writePicture(state, attributeOf(attributes, "embed"));
  // Pictures as Word 2003 wrote them.
  else if (name === "imagedata") writePicture(state, attributes["r:id"]);
}

/** The description of a drawing without a picture that can be shown, such as a shape, at its end. */
function writeDescription(state: StoryState, drawing: { description: string } | undefined): void {
  writeMark(state, pictureText(drawing?.description ?? ""));
}

function writePicture(state: StoryState, id: string | undefined): void {
  // A hidden one has no number.
  if (id === undefined || isHidden(state)) return;
  const mark = state.pictureAt(id, state.paragraphCount);
  const drawing = state.drawings.at(-1);
  if (mark === undefined) return;
  writeMark(state, pictureText(mark.isAgain ? "" : (drawing?.description ?? ""), { number: mark.number }));
  if (drawing) drawing.description = "";
}

/** Apart from the words beside it, between which the picture stands. */
function writeMark(state: StoryState, text: string): void {
  if (text !== "") writeText(state, ` ${text} `);
}
