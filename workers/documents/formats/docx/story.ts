import { openFormula } from "#workers/documents/formula/formula.ts";
import { linearFormula } from "#workers/documents/formula/linear-formula.ts";
import { attributeOf, isOn, readXml, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { maxTextCharacters } from "#workers/documents/text/reading.ts";
import { raisedBy } from "#workers/documents/text/run-marks.ts";
import { symbolOf } from "#workers/documents/text/symbols.ts";
import { setParagraphProperty } from "./blocks.ts";
import { addToCode, takeField } from "./fields.ts";
import { closeContainer, openContainer } from "./story-containers.ts";
import { takePicture } from "./story-pictures.ts";
import {
  initialState,
  isHidden,
  type Story,
  type StoryOptions,
  type StoryState,
  takeComment,
  writeText,
} from "./story-state.ts";
import { setTableProperty } from "./table.ts";

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
  else if (name === "sym") writeSymbol(state, attributes);
  // WordArt of Word before 2010, and watermarks.
  else if (name === "textpath" && attributes.string) writeText(state, attributes.string);
  else if (name.startsWith("commentRange")) takeComment(state, name, attributeOf(attributes, "id") ?? "");
  else if (name === "footnoteReference" || name === "endnoteReference") takeMark(state, name, attributes);
}

function writeSymbol(state: StoryState, attributes: XmlAttributes): void {
  writeText(state, symbolOf(attributeOf(attributes, "char") ?? "", attributeOf(attributes, "font") ?? ""));
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
      if (tracked.has(name)) state.story.leftOut.add("trackedChanges");
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
      closeFormulaElement(state, name);
      if (name === "t") state.isText = false;
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
