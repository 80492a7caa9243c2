import { appendBlocks, type Block, joinBlocks } from "#workers/documents/markdown/blocks.ts";
import { renderLink } from "#workers/documents/markdown/links.ts";
import { attributeOf, isOn, readXml, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { longerThanReadReason, maxTextCharacters } from "#workers/documents/text/reading.ts";
import { type Paragraph, paragraphBlocks, setParagraphProperty, symbolOf } from "./blocks.ts";
import type { WordStyles } from "./styles.ts";
import { addCell, openRow, openTable, setTableProperty, type Table, tableBlocks } from "./table.ts";

/** A footnote, endnote or comment. */
export interface Note {
  id: string;
  author: string;
  text: string;
}

export interface Story {
  blocks: Block[];
  notes: Note[];
  /** Numbers of the notes in the order of their marks, `footnote 2` and the like. */
  marks: string[];
  /** Those whose marks are hidden, and they with them. */
  hiddenMarks: Set<string>;
  /** Why it is not all of the story. */
  leftOut: Set<string>;
}

interface OpenParagraph extends Paragraph {
  /** The run that a text box stands in, which goes on after it. */
  outerRun: Run | undefined;
  /** Whether that run is hidden, and so all that the text box holds. */
  isInHidden: boolean;
}

interface Run {
  styleId?: string | undefined;
  /** Where the run says it itself; else its styles do. */
  isHidden?: boolean;
}

/** What is never shown: deleted and moved text, what stands for newer markup, phonetic guides, old values. */
const skipped = new Set(
  "del moveFrom Fallback rt rPrChange pPrChange tblPrChange trPrChange tcPrChange sectPrChange".split(" "),
);
const notes = new Set(["footnote", "endnote", "comment"]);
const maxTableDepth = 20;
const tooDeep = `Tables nested more than ${maxTableDepth} deep are left out.`;

/**
 * One story of a Word document (body, notes, comments, a header): its blocks in order, as Markdown. Hidden and deleted
 * text is left out.
 */
export function readStory(
  bytes: Uint8Array,
  { styles, linkTarget }: { styles: WordStyles; linkTarget: (id: string) => string | undefined },
): Story {
  const story: Story = { blocks: [], notes: [], marks: [], hiddenMarks: new Set(), leftOut: new Set() };
  const containers: Block[][] = [story.blocks];
  const paragraphs: OpenParagraph[] = [];
  const tables: Table[] = [];
  const links: { target: string | undefined; from: number }[] = [];
  let note: Note | undefined;
  let length = 0;
  let run: Run | undefined;
  const opened: string[] = [];
  let isText = false;

  const isHidden = () => {
    const paragraph = paragraphs.at(-1);
    if (paragraph?.isInHidden) return true;
    return run?.isHidden ?? styles.isHidden({ paragraph: paragraph?.styleId, run: run?.styleId });
  };
  const say = (text: string) => {
    if (isHidden()) return;
    length += text.length;
    paragraphs.at(-1)?.pieces.push(text);
  };
  const add = (blocks: readonly Block[]) => appendBlocks(containers.at(-1) ?? story.blocks, blocks);

  function openProperty(name: string, attributes: XmlAttributes): void {
    const paragraph = paragraphs.at(-1);
    const value = attributeOf(attributes, "val") ?? "";
    if (run && name === "vanish") run.isHidden = isOn(attributes);
    else if (run && name === "rStyle") run.styleId = value;
    else if (paragraph && !run) setParagraphProperty(paragraph, name, value);
    const table = tables.at(-1);
    if (table) setTableProperty(table, name, value);
  }

  function openRunPart(name: string, attributes: XmlAttributes): void {
    if (name === "t") isText = true;
    else if (name === "tab" && run) say("\t");
    else if ((name === "br" || name === "cr") && run) say("\n");
    else if (name === "noBreakHyphen") say("-");
    else if (name === "sym") say(symbolOf(attributeOf(attributes, "char") ?? ""));
    else if (name === "docPr" && attributes.descr) say(`(image: ${attributes.descr.trim()})`);
    else if (name === "footnoteReference" || name === "endnoteReference") {
      const mark = `${name.slice(0, -9)} ${attributeOf(attributes, "id") ?? ""}`;
      if (isHidden()) story.hiddenMarks.add(mark);
      else say(`[^${story.marks.push(mark)}]`);
    }
  }

  function openContainer(name: string, attributes: XmlAttributes): "skip" | undefined {
    if (name === "p") {
      paragraphs.push({ pieces: [], level: 0, outerRun: run, isInHidden: paragraphs.length > 0 && isHidden() });
      run = undefined;
    } else if (name === "r") run = {};
    else if (name === "hyperlink") {
      links.push({
        target: linkTarget(attributeOf(attributes, "id") ?? ""),
        from: paragraphs.at(-1)?.pieces.length ?? 0,
      });
    } else if (name === "tbl") {
      if (tables.length >= maxTableDepth) {
        story.leftOut.add(tooDeep);
        return "skip";
      }
      tables.push(openTable());
    } else if (name === "tr") openRow(tables.at(-1));
    else if (name === "tc" || name === "txbxContent") containers.push([]);
    else if (notes.has(name)) {
      if (attributeOf(attributes, "type") !== undefined) return "skip";
      note = { id: attributeOf(attributes, "id") ?? "", author: attributeOf(attributes, "author") ?? "", text: "" };
      containers.push([]);
    }
    return undefined;
  }

  function closeContainer(name: string): void {
    if (name === "p") {
      const paragraph = paragraphs.pop();
      if (paragraph) add(paragraphBlocks(paragraph, styles.paragraph(paragraph.styleId)));
      run = paragraph?.outerRun;
    } else if (name === "hyperlink") {
      const link = links.pop();
      const pieces = paragraphs.at(-1)?.pieces;
      const text = pieces?.splice(link?.from ?? pieces.length).join("") ?? "";
      pieces?.push(link?.target === undefined ? text : renderLink(text, link.target));
    } else if (name === "tc") addCell(tables.at(-1), containers.pop() ?? []);
    else if (name === "tbl") add(tableBlocks(tables.pop()));
    else if (name === "txbxContent") add(containers.pop() ?? []);
    else if (notes.has(name) && note) {
      story.notes.push({ ...note, text: joinBlocks(containers.pop() ?? []) });
      note = undefined;
    }
  }

  readXml(bytes, {
    open(name, attributes) {
      if (skipped.has(name)) return "skip";
      openProperty(name, attributes);
      openRunPart(name, attributes);
      if (openContainer(name, attributes) === "skip") return "skip";
      opened.push(name);
      return undefined;
    },
    close(name) {
      opened.pop();
      if (name === "t") isText = false;
      else if (name === "r") run = undefined;
      else closeContainer(name);
    },
    text(text) {
      if (isText) say(text);
    },
    isEnough() {
      if (length > maxTextCharacters) story.leftOut.add(longerThanReadReason);
      return length > maxTextCharacters;
    },
  });
  // What was still open when there was enough.
  for (const name of opened.reverse()) closeContainer(name);
  return story;
}
