import { joinBlocks } from "#workers/documents/markdown/blocks.ts";
import { renderLink } from "#workers/documents/markdown/links.ts";
import { attributeOf, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { blankLine, paragraphBlocks } from "./blocks.ts";
import { createItemCounter } from "./count-items.ts";
import { maxTableDepth } from "./docx-limits.ts";
import { tableBlock } from "./row-texts.ts";
import { writeDescription } from "./story-pictures.ts";
import { addBlocks, isHidden, type StoryState } from "./story-state.ts";
import { addCell, openRow, openTable, tableBlocks } from "./table.ts";

const notes = new Set(["footnote", "endnote", "comment"]);
/** Drawings, and shapes of Word before 2010. */
const drawings = new Set(["inline", "anchor", "shape"]);

/** Opens an element that contains others. Ignores all other elements. "skip" leaves the element out. */
export function openContainer(state: StoryState, name: string, attributes: XmlAttributes): "skip" | undefined {
  if (name === "p") openParagraph(state);
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
export function closeContainer(state: StoryState, name: string): void {
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

function openParagraph(state: StoryState): void {
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
  state.note = { id: attributeOf(attributes, "id") ?? "", author: attributeOf(attributes, "author") ?? "", text: "" };
  state.containers.push([]);
  return undefined;
}

function closeNote(state: StoryState): void {
  if (!state.note) return;
  state.story.notes.push({ ...state.note, text: joinBlocks(state.containers.pop() ?? []) });
  state.note = undefined;
}
