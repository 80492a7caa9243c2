import { maxTableDepth } from "#workers/documents/document-size.ts";
import { linearFormula, type OpenFormula, openFormula } from "#workers/documents/formula.ts";
import type { PlainGap } from "#workers/documents/gaps.ts";
import { appendBlocks, joinBlocks } from "#workers/documents/markdown/blocks.ts";
import { renderLink } from "#workers/documents/markdown/links.ts";
import { pictureText } from "#workers/documents/markdown/picture-text.ts";
import type { attachedParts } from "#workers/documents/ooxml/drawing/attached-parts.ts";
import type { PictureMark } from "#workers/documents/ooxml/office-pictures.ts";
import type { Relations } from "#workers/documents/ooxml/ooxml-package.ts";
import { attributeOf, isOn, readXml, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { markedRun, type RunMarks, raisedBy } from "#workers/documents/run-marks.ts";
import { symbolOf, withSymbols } from "#workers/documents/symbols.ts";
import { joinLines, maxTextCharacters } from "#workers/text/reading.ts";
import { blankLine, type Paragraph, paragraphBlocks, type StoryBlock } from "./blocks.ts";
import { addToChange, beginChange, type Change, keepChange, type Note, type OpenChange } from "./changes.ts";
import { addToCode, isInCode, type OpenFields, takeField } from "./fields.ts";
import { createItemCounter, type WordNumbering } from "./lists.ts";
import { setParagraphProperty, type WordStyles } from "./styles.ts";
import { addCell, openRow, openTable, setTableProperty, type Table, tableBlock, tableBlocks } from "./table.ts";

/** Characters that are quoted of the text that a comment is on. */
const maxQuoted = 80;
/** Comments whose text is open at a time. */
const maxCommented = 50;

export type Story = ReturnType<typeof emptyStory>;

/** What a story needs of the rest of the document. */
export interface StoryOptions {
  styles: WordStyles;
  numbering: WordNumbering;
  relations: Relations;
  attached: ReturnType<typeof attachedParts>;
  /** The picture that a relationship leads to, in a paragraph by its number. Undefined where there is none to show. */
  pictureAt: (id: string, paragraph: number) => PictureMark | undefined;
  /** Whether there is a note with a text for a mark. Marks of others would lead nowhere. */
  hasNote: (mark: string) => boolean;
}

interface OpenParagraph extends Paragraph {
  /** The run that contains the text box of this paragraph, and continues after it. */
  outerRun: Run | undefined;
  /** Whether that run is hidden, and with it the whole text box. */
  isInHidden: boolean;
}

interface Run extends RunMarks {
  styleId?: string | undefined;
  /** Absent where only the styles decide. */
  isHidden?: boolean;
  font?: string | undefined;
}

/** The content of a story, before it is read. */
export function emptyStory() {
  return {
    blocks: [] as StoryBlock[],
    notes: [] as Note[],
    /** The numbers of notes by their marks, such as `footnote 2`, in the order of the first mark of each. */
    marks: new Map<string, number>(),
    /** Tracked changes of words, in order. */
    changes: [] as Change[],
    /** What comments are on, by their ids. */
    quotes: new Map<string, string>(),
    /** Notes that are hidden because their marks are. */
    hiddenMarks: new Set<string>(),
    /** Why it is not the whole story. */
    leftOut: new Set<PlainGap>(),
  };
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
const notes = new Set(["footnote", "endnote", "comment"]);
/** Drawings, and shapes of Word before 2010. */
const drawings = new Set(["inline", "anchor", "shape"]);

/**
 * One story of a Word document (body, notes, comments, a header): its blocks in order, as Markdown. Hidden and deleted
 * text is left out.
 */
export function readStory(
  bytes: Uint8Array,
  { styles, numbering, relations, attached, pictureAt, hasNote }: StoryOptions,
): Story {
  const story = emptyStory();
  // What is open, the innermost last.
  /** Containers of blocks: the story, cells, text boxes, notes. */
  const containers = [story.blocks];
  const tables: Table[] = [];
  /** Lists count in the story and in each text box by themselves. */
  const counters = [createItemCounter(numbering)];
  const paragraphs: OpenParagraph[] = [];
  let paragraphCount = 0;
  /** What the descriptions of drawings say that was not written yet. */
  const descriptions: string[] = [];
  /** What comments are on so far, by their ids. */
  const commented = new Map<string, string>();
  /** Links, and the index of their first piece in the paragraph. */
  const links: { target: string | undefined; from: number }[] = [];
  const fields: OpenFields = [];
  let note: Note | undefined;
  let change: OpenChange | undefined;
  let run: Run | undefined;
  /** The formula, which takes the text of its runs. */
  let formula: OpenFormula | undefined;
  /** Characters of text so far. */
  let length = 0;

  /** Whether text is hidden here: by its run, by its styles, or because its text box is in hidden text. */
  function isHidden(): boolean {
    const paragraph = paragraphs.at(-1);
    if (paragraph?.isInHidden) return true;
    return run?.isHidden ?? styles.isHidden({ paragraph: paragraph?.styleId, run: run?.styleId });
  }

  /** Adds text to the open paragraph, unless it is hidden, which is told, or part of a field's code. */
  function writeText(text: string): void {
    if (isHidden()) {
      if (text.trim() !== "") story.leftOut.add("hiddenText");
      return;
    }
    if (isInCode(fields)) return;
    // A formula is written again when it is whole.
    if (change && !formula) addToChange(change, text);
    if (change?.isOld) return;
    if (formula) {
      formula.text(text);
      return;
    }
    length += text.length;
    paragraphs.at(-1)?.pieces.push(markedRun(withSymbols(text, run?.font ?? ""), run ?? {}));
    for (const [id, quoted] of commented) commented.set(id, `${quoted}${text}`.slice(0, maxQuoted + 1));
  }

  function addBlocks(blocks: readonly StoryBlock[]): void {
    appendBlocks(containers.at(-1) ?? story.blocks, blocks);
  }

  /** Applies an element that is a property of its run, paragraph or table. */
  function takeProperty(name: string, attributes: XmlAttributes): void {
    const paragraph = paragraphs.at(-1);
    const value = attributeOf(attributes, "val") ?? "";
    if (run && name === "vanish") run.isHidden = isOn(attributes);
    else if (run && name === "rStyle") run.styleId = value;
    else if (run && name === "rFonts") run.font = attributeOf(attributes, "ascii");
    else if (run && name === "vertAlign") run.raised = raisedBy.get(value);
    else if (run && (name === "strike" || name === "dstrike")) run.isStruck = isOn(attributes);
    else if (paragraph && !run && name === "vanish") paragraph.isMarkHidden = isOn(attributes);
    else if (paragraph && !run && name === "pStyle") paragraph.styleId = value;
    else if (paragraph && !run) setParagraphProperty(paragraph, name, value);
    const table = tables.at(-1);
    if (table) setTableProperty(table, name, value);
  }

  /** Writes the text of an element: special characters, descriptions of pictures, marks of notes. */
  function takeRunContent(name: string, attributes: XmlAttributes): void {
    takePicture(name, attributes);
    takeField(fields, { name, attributes, paragraph: paragraphs.at(-1), write: writeText });
    const id = attributeOf(attributes, "id") ?? "";
    if ((name === "tab" || name === "ptab") && run) writeText("\t");
    else if ((name === "br" || name === "cr") && run) writeText("\n");
    else if (name === "noBreakHyphen") writeText("-");
    else if (name === "sym")
      writeText(symbolOf(attributeOf(attributes, "char") ?? "", attributeOf(attributes, "font") ?? ""));
    // WordArt of Word before 2010, and watermarks.
    else if (name === "textpath" && attributes.string) writeText(attributes.string);
    else if (name === "commentRangeStart" && commented.size < maxCommented) commented.set(id, "");
    else if (name === "commentRangeEnd") endComment(id);
    else if (name === "footnoteReference" || name === "endnoteReference")
      takeMark(`${name.replace("Reference", "")} ${id}`);
  }

  /** Ends what a comment is on. */
  function endComment(id: string): void {
    const quoted = commented.get(id);
    if (quoted === undefined) return;
    commented.delete(id);
    const line = joinLines(quoted).trim();
    story.quotes.set(id, line.length > maxQuoted ? `${line.slice(0, maxQuoted)}…` : line);
  }

  function takeMark(mark: string): void {
    if (isHidden()) story.hiddenMarks.add(mark);
    else if (hasNote(mark)) {
      const number = story.marks.get(mark) ?? story.marks.size + 1;
      story.marks.set(mark, number);
      writeText(`[^${number}]`);
    }
  }

  /** Writes where a picture stands; its description is that of the drawing around, whose first picture has it. */
  function takePicture(name: string, attributes: XmlAttributes): void {
    const around = descriptions.at(-1);
    const own = attributes.descr || (attributes.title ?? "");
    if (name === "docPr" && around === undefined) writeApart(pictureText(own));
    else if (name === "docPr" || (name === "cNvPr" && around === "")) describe(own);
    else if (name === "decorative" && isOn(attributes)) describe("");
    else if (name === "blip") writePicture(attributeOf(attributes, "embed"));
    // Pictures as Word 2003 wrote them.
    else if (name === "imagedata") writePicture(attributes["r:id"]);
  }

  /** Replaces what is still to be said of the drawing around. */
  function describe(description: string): void {
    if (descriptions.length > 0) descriptions[descriptions.length - 1] = description;
  }

  function writePicture(id: string | undefined): void {
    // A hidden one has no number.
    const mark = id === undefined || isHidden() ? undefined : pictureAt(id, paragraphCount);
    if (mark === undefined) return;
    writeApart(pictureText(mark.isAgain ? "" : (descriptions.at(-1) ?? ""), { number: mark.number }));
    describe("");
  }

  /** Apart from the words beside it, between which the picture stands. */
  function writeApart(text: string): void {
    if (text !== "") writeText(` ${text} `);
  }

  /** Opens an element that contains others. Ignores all other elements. */
  function openContainer(name: string, attributes: XmlAttributes): void {
    const id = attributeOf(attributes, "id") ?? "";
    if (name === "p") openParagraph(attributes);
    else if (name === "r") run = {};
    else if (name === "hyperlink")
      links.push({ target: relations.link(id), from: paragraphs.at(-1)?.pieces.length ?? 0 });
    else if (name === "tbl") tables.push(openTable());
    else if (name === "tr") openRow(tables.at(-1));
    else if (name === "tc") containers.push([]);
    else if (name === "txbxContent") {
      containers.push([]);
      counters.push(createItemCounter(numbering));
    } else if (notes.has(name)) {
      note = { id, author: attributeOf(attributes, "author") ?? "", text: "", paragraph: "" };
      containers.push([]);
    } else if (drawings.has(name)) descriptions.push(attributes.alt ?? "");
    else if (name === "chart") addAttached(id);
    else if (name === "relIds") addAttached(attributeOf(attributes, "dm") ?? "");
  }

  /** Closes the innermost element of that name. */
  function closeContainer(name: string): void {
    if (name === "p") closeParagraph();
    else if (name === "r") run = undefined;
    else if (name === "hyperlink") closeLink();
    else if (name === "tc") {
      addCell(tables.at(-1), containers.pop() ?? []);
      // A field ends in its cell, also where its end is missing.
      fields.length = 0;
    } else if (name === "tbl") addBlocks(tableBlocks(tables.pop()));
    else if (name === "txbxContent") {
      counters.pop();
      addBlocks(containers.pop() ?? []);
    }
    // The description of a drawing without a picture that can be shown, such as a shape, at its end.
    else if (drawings.has(name)) writeApart(pictureText(descriptions.pop() ?? ""));
    else if (notes.has(name) && note) {
      story.notes.push({ ...note, text: joinBlocks(containers.pop() ?? []) });
      note = undefined;
    }
  }

  function openParagraph(attributes: XmlAttributes): void {
    if (note) note.paragraph = attributeOf(attributes, "paraId") ?? "";
    paragraphCount += 1;
    paragraphs.push({ pieces: [], outerRun: run, isInHidden: paragraphs.length > 0 && isHidden() });
    run = undefined;
  }

  function closeParagraph(): void {
    const paragraph = paragraphs.pop();
    run = paragraph?.outerRun;
    if (!paragraph || paragraph.isInHidden) return;
    const countItem = counters.at(-1);
    const blocks = paragraphBlocks(paragraph, styles.paragraph(paragraph.styleId), (item) => {
      const label = countItem?.(item);
      length += label?.text.length ?? 0;
      return label;
    });
    const isBlank = blocks.length === 0 && tables.length > 0 && !paragraph.isMarkHidden;
    addBlocks(isBlank ? [blankLine] : blocks);
  }

  /** Charts and diagrams stand before the paragraph that they are anchored in, as text boxes do. */
  function addAttached(id: string): void {
    const text = isHidden() ? "" : attached.attachedText(id);
    length += text.length;
    if (text !== "") addBlocks([tableBlock(text)]);
  }

  function closeLink(): void {
    const link = links.pop();
    const pieces = paragraphs.at(-1)?.pieces;
    const text = pieces?.splice(link?.from ?? pieces.length).join("") ?? "";
    pieces?.push(link?.target === undefined ? text : renderLink(text, link.target));
  }

  /** Whether a change of words begins. Not one of properties, nor a deletion within another change. */
  function beginsChange(name: string, around: string): boolean {
    return tracked.has(name) && name !== "moveFrom" && !change && !around.endsWith("Pr");
  }

  /** Takes an element of deleted content, of which only the words are kept. */
  function takeDeleted(name: string, attributes: XmlAttributes): void {
    if (name === "r") run = {};
    else if (run) takeProperty(name, attributes);
    if (name === "tab" || name === "br") writeText(" ");
  }

  function skips(name: string, attributes: XmlAttributes, around: string): boolean {
    if (change?.isOld) return false;
    if (tracked.has(name)) story.leftOut.add("trackedChanges");
    if (beginsChange(name, around)) return false;
    const paragraph = paragraphs.at(-1);
    // Among properties, it is the mark at the end of a paragraph that is deleted or moved.
    if (deleted.has(name) && around === "rPr" && !run && paragraph) paragraph.isMarkHidden = true;
    const isTooDeep = name === "tbl" && tables.length >= maxTableDepth;
    if (isTooDeep) story.leftOut.add("deepTables");
    // Notes with a type are separator lines.
    return isTooDeep || skipped.has(name) || (notes.has(name) && attributeOf(attributes, "type") !== undefined);
  }

  const isLong = readXml(bytes, {
    skips,
    open(name, attributes, around) {
      if (change) change.depth += 1;
      if (change?.isOld) takeDeleted(name, attributes);
      else if (beginsChange(name, around)) {
        const pieces = paragraphs.at(-1)?.pieces ?? [];
        change = beginChange(name, attributes, { start: length, paragraph: paragraphCount, pieces });
      } else {
        takeProperty(name, attributes);
        takeRunContent(name, attributes);
        openContainer(name, attributes);
        if (name === "oMath") formula ??= openFormula();
        formula?.open(name, attributes);
      }
    },
    close(name) {
      if (change) change.depth -= 1;
      if (change?.depth === 0) {
        keepChange(story.changes, { ...change, end: length });
        change = undefined;
      }
      formula?.close();
      if (name === "oMath" && formula) {
        const { root } = formula;
        formula = undefined;
        writeText(linearFormula(root));
      }
      closeContainer(name);
    },
    text(text, around) {
      if (around === "t" || (around === "delText" && change?.isOld)) writeText(text);
      else if (around === "instrText") addToCode(fields, text);
    },
    isEnough: () => length > maxTextCharacters,
  });
  if (isLong) story.leftOut.add("longText");
  if (attached.isCut()) story.leftOut.add("attached");
  return story;
}
