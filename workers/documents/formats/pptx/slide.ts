import { type Block, joinBlocks } from "#workers/documents/markdown/blocks.ts";
import { markdownTable } from "#workers/documents/markdown/table.ts";
import { attributeOf, readXml } from "#workers/documents/ooxml/xml-events.ts";
import { maxTextCharacters } from "#workers/documents/text/reading.ts";

export interface Slide {
  title: string;
  blocks: Block[];
  /** What stands on it but lies in parts of its own: ids of relationships to diagrams and charts. */
  attached: string[];
  isHidden: boolean;
  /** Whether it has more text than is read. */
  isCut: boolean;
}

interface Shape {
  placeholder: string;
  isHidden: boolean;
  blocks: Block[];
}

/** Placeholders that every slide repeats. */
const margins = new Set(["sldNum", "dt", "ftr", "hdr", "sldImg"]);
const shapeNames = new Set(["sp", "graphicFrame", "pic", "cxnSp"]);

/**
 * A slide, or the notes below one (ECMA-376 part 1, 19.3): the texts of its shapes in order, tables as Markdown
 * tables. Hidden shapes, page numbers, dates and footers are left out. With `only`, just placeholders of that type.
 * Of a shape that is too long, what was read of it is there.
 */
export function readSlide(bytes: Uint8Array, { only }: { only?: string } = {}): Slide {
  const slide: Slide = { title: "", blocks: [], attached: [], isHidden: false, isCut: false };
  const shapes: Shape[] = [];
  const opened: string[] = [];
  let rows: string[][] | undefined;
  let cell: string[] | undefined;
  /** Whether a merged cell covers this one, whose own text nobody sees. */
  let isCovered = false;
  let line = "";
  let level = 0;
  let isText = false;
  let length = 0;

  function closeParagraph(): void {
    const text = line.trim();
    if (text === "") return;
    if (cell) cell.push(text);
    else shapes.at(-1)?.blocks.push({ text: level > 0 ? `${"  ".repeat(level - 1)}- ${text}` : text, isLoose: false });
  }

  function closeShape(): void {
    const shape = shapes.pop();
    if (!shape || shape.isHidden || margins.has(shape.placeholder)) return;
    if (only !== undefined && shape.placeholder !== only) return;
    const text = joinBlocks(shape.blocks);
    if (text === "") return;
    if (/title$/i.test(shape.placeholder) && slide.title === "") slide.title = text.replace(/\s+/g, " ");
    else slide.blocks.push({ text, isLoose: true });
  }

  function closePart(name: string): void {
    if (name === "p") closeParagraph();
    else if (name === "tc") {
      rows?.at(-1)?.push(isCovered ? "" : (cell?.join(" ") ?? ""));
      cell = undefined;
    } else if (name === "tbl") {
      const text = markdownTable(rows ?? []);
      if (rows?.some((texts) => texts.some((one) => one !== ""))) shapes.at(-1)?.blocks.push({ text, isLoose: true });
      rows = undefined;
    } else if (shapeNames.has(name)) closeShape();
  }

  readXml(bytes, {
    open(name, attributes) {
      const shape = shapes.at(-1);
      if (name === "Fallback") return "skip";
      if (name === "sld") slide.isHidden = /^(?:0|false)$/.test(attributes.show ?? "");
      else if (shapeNames.has(name)) shapes.push({ placeholder: "", isHidden: false, blocks: [] });
      else if (name === "ph" && shape) shape.placeholder = attributes.type ?? "body";
      else if (name === "cNvPr" && shape) {
        shape.isHidden = /^(?:1|true)$/.test(attributes.hidden ?? "");
        if (attributes.descr) shape.blocks.push({ text: `(image: ${attributes.descr.trim()})`, isLoose: false });
      } else if (name === "p") {
        line = "";
        level = 0;
      } else if (name === "pPr") level = Math.min(Number.parseInt(attributes.lvl ?? "0", 10) || 0, 8);
      else if (name === "br") line += cell ? " " : "\n";
      else if (name === "tbl") rows = [];
      else if (name === "tr") rows?.push([]);
      else if (name === "tc") {
        cell = [];
        isCovered = [attributes.hMerge, attributes.vMerge].some((merged) => /^(?:1|true)$/.test(merged ?? ""));
      } else if (name === "relIds") slide.attached.push(attributeOf(attributes, "dm") ?? "");
      else if (name === "chart") slide.attached.push(attributeOf(attributes, "id") ?? "");
      isText = name === "t";
      opened.push(name);
      return undefined;
    },
    close(name) {
      isText = false;
      opened.pop();
      closePart(name);
    },
    text(text) {
      if (!isText) return;
      line += text;
      length += text.length;
    },
    isEnough() {
      slide.isCut = length > maxTextCharacters;
      return slide.isCut;
    },
  });
  // What was still open when there was enough.
  for (const name of opened.reverse()) closePart(name);
  return slide;
}

/** The texts of a diagram or the names and values of a chart, each once in its order, and whether it has more of them. */
export function readAttachedTexts(bytes: Uint8Array): { texts: string[]; isCut: boolean } {
  const texts: string[] = [];
  let isCut = false;
  let text = "";
  let length = 0;
  let isText = false;
  const add = () => {
    if (text.trim() !== "") texts.push(text.trim());
    text = "";
  };
  readXml(bytes, {
    open(name) {
      if (name === "Fallback") return "skip";
      if (name === "p") text = "";
      isText = name === "t" || name === "v";
      if (name === "v") text = "";
      return undefined;
    },
    close(name) {
      isText = false;
      if (name === "p" || name === "v") add();
    },
    text(more) {
      if (!isText) return;
      text += more;
      length += more.length;
    },
    isEnough() {
      isCut = length > maxTextCharacters;
      return isCut;
    },
  });
  if (isCut) add();
  return { texts, isCut };
}
