import { headingOf, type ParagraphStyle } from "./docx-styles.ts";
import { appendBlocks, type Block, joinBlocks } from "./html-blocks.ts";
import { renderLink } from "./html-links.ts";
import { markdownTable } from "./markdown-table.ts";
import { joinLines, maxTextCharacters } from "./reading.ts";
import { attributeOf, isOn, readXml, type XmlAttributes } from "./xml-events.ts";

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
}

interface Paragraph {
  pieces: string[];
  /** The run that a text box stands in, which goes on after it. */
  outerRun?: Run | undefined;
  styleId?: string | undefined;
  isList?: boolean;
  level: number;
  headingLevel?: number | undefined;
}

interface Run {
  isHidden: boolean;
}

interface Table {
  rows: Block[][][];
}

/** What is never shown: deleted and moved text, what stands for newer markup, phonetic guides, old values. */
const skipped = new Set(["del", "moveFrom", "Fallback", "rt", "rPrChange", "pPrChange", "tblPrChange", "sectPrChange"]);
const notes = new Set(["footnote", "endnote", "comment"]);
const maxTableDepth = 20;

/**
 * One story of a Word document (body, notes, comments, a header): its blocks in order, as Markdown. Hidden and deleted
 * text is left out.
 */
export function readStory(
  bytes: Uint8Array,
  {
    styleOf,
    linkTarget,
  }: { styleOf: (id: string | undefined) => ParagraphStyle; linkTarget: (id: string) => string | undefined },
): Story {
  const story: Story = { blocks: [], notes: [], marks: [] };
  const containers: Block[][] = [story.blocks];
  const paragraphs: Paragraph[] = [];
  const tables: Table[] = [];
  const links: { target: string | undefined; from: number }[] = [];
  let note: Note | undefined;
  let length = 0;
  let run: Run | undefined;
  const opened: string[] = [];
  let isText = false;

  const say = (text: string) => {
    if (run?.isHidden) return;
    length += text.length;
    paragraphs.at(-1)?.pieces.push(text);
  };
  const add = (blocks: readonly Block[]) => appendBlocks(containers.at(-1) ?? story.blocks, blocks);

  function openProperty(name: string, attributes: XmlAttributes): void {
    const paragraph = paragraphs.at(-1);
    const value = attributeOf(attributes, "val") ?? "";
    if (name === "vanish" && run) run.isHidden = isOn(attributes);
    if (!paragraph || run) return;
    if (name === "pStyle") paragraph.styleId = value;
    else if (name === "numId") paragraph.isList = value !== "0";
    else if (name === "ilvl") paragraph.level = Math.min(Number.parseInt(value, 10) || 0, 8);
    else if (name === "outlineLvl") paragraph.headingLevel = headingOf(value);
  }

  function openRunPart(name: string, attributes: XmlAttributes): void {
    if (name === "t") isText = true;
    else if (name === "tab" && run) say("\t");
    else if ((name === "br" || name === "cr") && run) say("\n");
    else if (name === "noBreakHyphen") say("-");
    else if (name === "sym") say(symbolOf(attributeOf(attributes, "char") ?? ""));
    else if (name === "docPr" && attributes.descr) say(`(image: ${attributes.descr.trim()})`);
    else if (name === "footnoteReference" || name === "endnoteReference") {
      story.marks.push(`${name.slice(0, -9)} ${attributeOf(attributes, "id") ?? ""}`);
      say(`[^${story.marks.length}]`);
    }
  }

  function openContainer(name: string, attributes: XmlAttributes): "skip" | undefined {
    if (name === "p") {
      paragraphs.push({ pieces: [], level: 0, outerRun: run });
      run = undefined;
    } else if (name === "r") run = { isHidden: false };
    else if (name === "hyperlink") {
      links.push({
        target: linkTarget(attributeOf(attributes, "id") ?? ""),
        from: paragraphs.at(-1)?.pieces.length ?? 0,
      });
    } else if (name === "tbl") {
      if (tables.length >= maxTableDepth) return "skip";
      tables.push({ rows: [] });
    } else if (name === "tr") tables.at(-1)?.rows.push([]);
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
      if (paragraph) add(paragraphBlocks(paragraph, styleOf(paragraph.styleId)));
      run = paragraph?.outerRun;
    } else if (name === "hyperlink") {
      const link = links.pop();
      const pieces = paragraphs.at(-1)?.pieces;
      const text = pieces?.splice(link?.from ?? pieces.length).join("") ?? "";
      pieces?.push(link?.target === undefined ? text : renderLink(text, link.target));
    } else if (name === "tc")
      tables
        .at(-1)
        ?.rows.at(-1)
        ?.push(containers.pop() ?? []);
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
    isEnough: () => length > maxTextCharacters,
  });
  // What was still open when there was enough.
  for (const name of opened.reverse()) closeContainer(name);
  return story;
}

function symbolOf(code: string): string {
  const point = /^[0-9a-f]{4}$/i.test(code) ? Number.parseInt(code, 16) : 0;
  // The private use area holds glyphs of symbol fonts, which mean nothing without the font.
  return point < 0x20 || (point >= 0xd800 && point < 0xf900) ? "" : String.fromCharCode(point);
}

function paragraphBlocks(paragraph: Paragraph, style: ParagraphStyle): Block[] {
  const text = paragraph.pieces.join("").trim();
  if (text === "") return [];
  const level = paragraph.headingLevel ?? style.headingLevel;
  if (level !== undefined) return [{ text: `${"#".repeat(Math.min(level, 6))} ${joinLines(text)}`, isLoose: true }];
  const isList = paragraph.isList ?? style.isList ?? false;
  return [{ text: isList ? `${"  ".repeat(paragraph.level)}- ${joinLines(text)}` : text, isLoose: !isList }];
}

/** A table of data as a Markdown table; one of a single row or column lays out a page and gives its cells in turn. */
function tableBlocks(table: Table | undefined): Block[] {
  const rows = (table?.rows ?? []).filter((cells) => cells.some((blocks) => blocks.length > 0));
  const isData = rows.length > 1 && rows.some((cells) => cells.length > 1);
  if (!isData) return rows.flat(2);
  return [{ text: markdownTable(rows.map((cells) => cells.map(joinBlocks))), isLoose: true }];
}
