import { pictureText } from "#workers/documents/markdown/picture-text.ts";
import { attributeOf, isOn, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { isHidden, type StoryState, writeText } from "./story-state.ts";

/** Writes where a picture stands; its description is that of the drawing around, whose first picture has it. */
export function takePicture(state: StoryState, name: string, attributes: XmlAttributes): void {
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
export function writeDescription(state: StoryState, drawing: { description: string } | undefined): void {
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
