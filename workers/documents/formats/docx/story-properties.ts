import { attributeOf, isOn, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { raisedBy } from "#workers/documents/text/run-marks.ts";
import { symbolOf } from "#workers/documents/text/symbols.ts";
import { setParagraphProperty } from "./blocks.ts";
import { takeField } from "./fields.ts";
import { takePicture } from "./story-pictures.ts";
import { isHidden, type StoryState, takeComment, writeText } from "./story-state.ts";
import { setTableProperty } from "./table.ts";

/** Applies an element that is a property of its run, paragraph or table. */
export function takeProperty({ run, paragraphs, tables }: StoryState, name: string, attributes: XmlAttributes): void {
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
export function takeRunContent(state: StoryState, name: string, attributes: XmlAttributes): void {
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
