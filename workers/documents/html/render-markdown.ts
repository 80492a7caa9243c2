import { type FormulaNode, linearFormula, openFormula } from "#workers/documents/formula.ts";
import {
  appendBlocks,
  type Block,
  fencedCode,
  joinBlocks,
  longestRun,
  markdownLine,
  tableDivider,
} from "#workers/documents/markdown/blocks.ts";
import { renderLink } from "#workers/documents/markdown/links.ts";
import { pictureText } from "#workers/documents/markdown/picture-text.ts";
import { raisedBy, raisedText } from "#workers/documents/run-marks.ts";
import { attribute, childrenOf, type HtmlElement, type HtmlNode, isElement, isText, nodesOf } from "./document-tree.ts";
import { attachedFileName } from "./find-hidden.ts";
import { isBlock, maxDepth, type RenderContext } from "./render-context.ts";

const listTags = new Set(["ul", "ol", "menu", "dir"]);
const looseTags = new Set([...listTags, "p", "dl", "figure"]);

/** The visible content below a node as Markdown. */
export function renderMarkdown(root: HtmlNode, context: RenderContext): string {
  return joinBlocks(renderBlocks(root, context, 0));
}

/** The blocks below a node. Inline content between block elements becomes blocks, too. */
function renderBlocks(node: HtmlNode, context: RenderContext, depth: number): Block[] {
  if (depth > maxDepth) return [{ text: wordsOf(node, context), isLoose: false }];
  const blocks: Block[] = [];
  let line: string[] = [];
  const endLine = () => {
    blocks.push({ text: tidyLines(line.join("")), isLoose: false });
    line = [];
  };
  for (const child of childrenOf(node)) {
    if (context.hidden.has(child)) continue;
    if (context.marked === child) {
      endLine();
      blocks.push({ text: context.mark, isLoose: true });
    }
    if (isBlock(child, context)) {
      endLine();
      appendBlocks(blocks, renderBlock(child, context, depth + 1));
    } else {
      line.push(renderInline(child, context, depth + 1));
    }
  }
  endLine();
  return blocks.filter(({ text }) => text !== "");
}

function renderBlock(element: HtmlElement, context: RenderContext, depth: number): Block[] {
  const { tagName } = element;
  if (tagName === "hr") return [{ text: "---", isLoose: true }];
  if (tagName === "pre") return [{ text: fencedCode(rawTextOf(element, context)), isLoose: true }];
  if (tagName === "table") return renderTable(element, context, (cell) => renderBlocks(cell, context, depth + 1));
  const inside = renderBlocks(element, context, depth);
  // A list inside an item follows the item's text without a blank line.
  if (listTags.has(tagName) && parentTag(element) === "li") return inside;
  if (looseTags.has(tagName)) return [{ text: joinBlocks(inside), isLoose: true }];
  if (tagName === "li")
    return [{ text: listItem(context.itemNumbers.get(element), joinBlocks(inside)), isLoose: false }];
  if (tagName === "blockquote") return [{ text: quoted(joinBlocks(inside)), isLoose: true }];
  const [, level] = /^h([1-6])$/.exec(tagName) ?? [];
  return level === undefined ? inside : [{ text: heading(joinBlocks(inside), Number(level)), isLoose: true }];
}

function heading(text: string, level: number): string {
  return text === "" ? "" : `${"#".repeat(level)} ${inOneLine(text)}`;
}

function listItem(number: number | undefined, text: string): string {
  const marker = number === undefined ? "- " : `${number}. `;
  return marker + text.replace(/\n(?=.)/g, `\n${" ".repeat(marker.length)}`);
}

function quoted(text: string): string {
  return text === "" ? "" : `> ${text.replace(/\n(?=.)/g, "\n> ").replace(/\n(?=\n)/g, "\n>")}`;
}

/** The visible part of a formula in MathML. Not recursive: hostile documents nest 100,000 levels deep. */
function formulaOf(math: HtmlElement, { hidden }: Pick<RenderContext, "hidden">): FormulaNode {
  const formula = openFormula();
  const waiting: (HtmlNode | "end")[] = [math];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === "end") formula.close();
    else if (hidden.has(node)) continue;
    // Line ends of the source say nothing.
    else if (isText(node)) formula.text(node.value.trim() === "" ? "" : node.value);
    else if (isElement(node)) {
      formula.open(node.tagName, Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])));
      waiting.push("end");
      for (const child of childrenOf(node).toReversed()) waiting.push(child);
    }
  }
  return formula.root;
}

const delimiters = new Map(
  Object.entries({ strong: "**", b: "**", em: "*", i: "*", del: "~~", s: "~~", strike: "~~" }),
);
const codeTags = new Set(["code", "tt", "samp", "kbd"]);

/** A node within a line, as Markdown. */
function renderInline(node: HtmlNode, context: RenderContext, depth: number): string {
  if (context.hidden.has(node)) return "";
  if (isText(node)) return escapeText(node.value.replace(/[ \t\r\n\f]+/g, " "));
  if (!isElement(node)) return "";
  if (depth > maxDepth) return wordsOf(node, context);
  if (node.tagName === "br") return "\n";
  if (node.tagName === "img") return describedPicture(node);
  const type = node.tagName === "input" ? attribute(node, "type")?.toLowerCase() : undefined;
  if (type === "checkbox" || type === "radio") return attribute(node, "checked") === undefined ? "[ ] " : "[x] ";
  if (node.tagName === "math") return escapeText(` ${linearFormula(formulaOf(node, context))} `);
  if (node.tagName === "object") return attachedFileText(node);
  if (codeTags.has(node.tagName)) return codeSpan(rawTextOf(node, context));
  const inside = childrenOf(node)
    .map((child) => renderInline(child, context, depth + 1))
    .join("");
  const raised = raisedBy.get(node.tagName);
  if (raised !== undefined) return raisedText(inside, raised);
  const delimiter = delimiters.get(node.tagName);
  if (delimiter !== undefined) return aroundWords(inside, (words) => `${delimiter}${words}${delimiter}`);
  const href = node.tagName === "a" ? attribute(node, "href") : undefined;
  if (href === undefined) return inside;
  return aroundWords(inside, (words) => renderLink(inOneLine(words), href));
}

/** The visible text below a node, with white space as in the source and `br` as line end. */
function rawTextOf(root: HtmlNode, { hidden }: RenderContext): string {
  const nodes = nodesOf(root, (node) => hidden.has(node));
  const texts = nodes.map((node) => (isText(node) ? node.value : node.nodeName === "br" ? "\n" : ""));
  return [...texts].join("");
}

function wordsOf(root: HtmlNode, context: RenderContext): string {
  return escapeText(rawTextOf(root, context).replace(/\s+/g, " ").trim());
}

/** Removes spaces at line ends, repeated spaces, and all but one of several empty lines. */
function tidyLines(text: string): string {
  return text
    .replace(/ {2,}/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function inOneLine(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}

/** Wraps a text without its outer spaces: `<b> x </b>` gives ` **x** `. */
function aroundWords(text: string, wrap: (words: string) => string): string {
  const words = text.trim();
  if (words === "") return text;
  const start = text.indexOf(words);
  return text.slice(0, start) + wrap(words) + text.slice(start + words.length);
}

/** Escapes brackets, which could form a link or image. Other Markdown syntax in text is harmless and kept. */
function escapeText(text: string): string {
  return text.replace(/(?<!\\)(\\*)([[\]])/g, "$1$1\\$2");
}

/** The description of a picture. Pictures without one, or as small as a pixel, are mostly for tracking. */
function describedPicture(picture: HtmlElement): string {
  const sides = [attribute(picture, "width"), attribute(picture, "height")];
  if (sides.some((side) => Number.parseInt(side ?? "", 10) <= 2)) return "";
  const [, attached = ""] = /^cid:([^@]{1,100})/i.exec(attribute(picture, "src") ?? "") ?? [];
  const descriptions = [attribute(picture, "alt") ?? "", attached, notePicture(picture, sides) ?? ""];
  return escapeText(descriptions.map((one) => pictureText(one)).find((one) => one !== "") ?? "");
}

/** OneNote tells the type of each picture (https://learn.microsoft.com/graph/onenote-input-output-html). */
function notePicture(picture: HtmlElement, sides: readonly (string | undefined)[]): string | undefined {
  const [, type] = /^image\/([\w.+-]{1,40})$/i.exec(attribute(picture, "data-fullres-src-type") ?? "") ?? [];
  const size = sides.map((side) => Number.parseInt(side ?? "", 10));
  return type && [type, ...(size.some(Number.isNaN) ? [] : [size.join(" × ")])].join(", ");
}

/** A file that is attached to a page of OneNote, by its name. */
function attachedFileText(file: HtmlElement): string {
  const name = attachedFileName(file)?.replace(/\s+/g, " ").trim();
  return name ? escapeText(`(file: ${name})`) : "";
}

function codeSpan(text: string): string {
  const code = text.replace(/\s+/g, " ").trim();
  if (code === "") return "";
  const ticks = "`".repeat(longestRun(code) + 1);
  return ticks.length > 1 ? `${ticks} ${code} ${ticks}` : `${ticks}${code}${ticks}`;
}

/** Tables are rendered up to this many columns. */
const maxColumns = 100;
const maxRowSpan = 65_534;

/** A cell and its columns, `to` excluded. Cells beyond `maxColumns` have none. */
interface PlacedCell {
  element: HtmlElement;
  from: number;
  to: number;
}

/**
 * Assigns columns to the cells of one table section, considering `colspan`, and `rowspan` of the rows above
 * (HTML standard 4.9.12.1).
 */
function placeCells(rows: readonly (readonly HtmlElement[])[]): PlacedCell[][] {
  // First free row by column. Has at most `maxColumns` entries, which bounds the time per row.
  const freeFrom: number[] = [];
  return rows.map((cells, row) => {
    let column = 0;
    return cells.map((element) => {
      while (column < maxColumns && (freeFrom[column] ?? 0) > row) column += 1;
      const from = column;
      column = Math.min(from + Math.max(numberOf(element, "colspan"), 1), maxColumns);
      const below = row + rowSpan(element);
      for (let at = from; at < column; at += 1) freeFrom[at] = Math.max(freeFrom[at] ?? 0, below);
      return { element, from, to: column };
    });
  });
}

/** 0 means to the end of the section. */
function rowSpan(cell: HtmlElement): number {
  const rows = numberOf(cell, "rowspan");
  return rows === 0 ? Number.POSITIVE_INFINITY : Math.min(rows, maxRowSpan);
}

/** The attribute as a number; 1 if it is no number or negative. */
function numberOf(cell: HtmlElement, name: string): number {
  const number = Number.parseInt(attribute(cell, name) ?? "1", 10);
  return number >= 0 ? number : 1;
}

/** Elements that occur only in tables used for page layout, not in cells of data. */
const layoutTags = new Set(["table", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "hr"]);
const tooWide = `(Columns beyond the first ${maxColumns} are left out.)`;
const maxCellCharacters = 2_000;

interface Row {
  isHead: boolean;
  cells: (PlacedCell & { blocks: Block[] })[];
}

/**
 * A table of data as a Markdown table. For a table that is used for page layout, as in most mails, the blocks of its
 * cells in order.
 */
function renderTable(table: HtmlElement, context: RenderContext, renderCell: (cell: HtmlElement) => Block[]): Block[] {
  const rows = rowsOf(table, context)
    .map(({ row, cells }): Row => {
      const isHead = parentTag(row) === "thead" || cells.every(({ element }) => element.tagName === "th");
      return { isHead, cells: cells.map((cell) => ({ ...cell, blocks: renderCell(cell.element) })) };
    })
    .filter(({ cells }) => cells.some(isFilled));
  const blocks = visibleChildren(table, context)
    .filter(({ tagName }) => tagName === "caption")
    .flatMap(renderCell);
  if (isData(table, rows, context)) return [...blocks, ...dataBlocks(rows)];
  for (const { cells } of rows) for (const cell of cells) appendBlocks(blocks, cell.blocks);
  return blocks;
}

function isFilled({ blocks }: { blocks: readonly Block[] }): boolean {
  return blocks.length > 0;
}

function visibleChildren(node: HtmlNode, { hidden }: RenderContext): HtmlElement[] {
  return childrenOf(node)
    .filter(isElement)
    .filter((child) => !hidden.has(child));
}

function rowsOf(table: HtmlElement, context: RenderContext): { row: HtmlElement; cells: PlacedCell[] }[] {
  const sections = visibleChildren(table, context).filter(({ tagName }) => /^t(?:head|body|foot)$/.test(tagName));
  return sections.flatMap((section) => {
    const rows = visibleChildren(section, context).filter(({ tagName }) => tagName === "tr");
    const cells = rows.map((row) => visibleChildren(row, context).filter(({ tagName }) => /^t[dh]$/.test(tagName)));
    const placed = placeCells(cells);
    return rows.map((row, at) => ({ row, cells: placed[at] ?? [] }));
  });
}

function parentTag({ parentNode }: HtmlElement): string | undefined {
  return parentNode && isElement(parentNode) ? parentNode.tagName : undefined;
}

function isData(table: HtmlElement, rows: readonly Row[], context: RenderContext): boolean {
  if (rows.length < 2 || attribute(table, "role") === "presentation") return false;
  if (!rows.some(({ cells }) => cells.filter(isFilled).length > 1)) return false;
  return rows.every(({ cells }) => cells.every((cell) => isDataCell(cell.element, cell.blocks, context)));
}

function isDataCell(cell: HtmlElement, blocks: readonly Block[], context: RenderContext): boolean {
  if (blocks.some(({ text }) => text.length > maxCellCharacters)) return false;
  const waiting = [cell];
  for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
    for (const child of visibleChildren(element, context)) {
      if (layoutTags.has(child.tagName)) return false;
      if (isBlock(child, context)) waiting.push(child);
    }
  }
  return true;
}

/** The Markdown table, with a note if columns are missing. */
function dataBlocks(rows: readonly Row[]): Block[] {
  const lines = rows.map(lineOf);
  const columns = lines.reduce((most, { texts }) => Math.max(most, texts.length), 0);
  const head = rows[0]?.isHead ? [] : [[]];
  const widened = (cells: readonly string[]) => Array.from({ length: columns }, (_, at) => cells[at] ?? "");
  const [first = "", ...rest] = [...head, ...lines.map(({ texts }) => texts)].map((one) => markdownLine(widened(one)));
  const table = [first, tableDivider(columns), ...rest];
  const isCut = lines.some((line) => line.isCut);
  return [{ text: table.join("\n"), isLoose: true }, ...(isCut ? [{ text: tooWide, isLoose: true }] : [])];
}

/** The texts of a row by column, where it has some, and whether text beyond the last rendered column is missing. */
function lineOf({ cells }: Row): { texts: string[]; isCut: boolean } {
  const texts: string[] = [];
  for (const { from, to, blocks } of cells) {
    if (from < maxColumns) {
      texts[from] = cellText(blocks);
      texts.length = to;
    } else if (isFilled({ blocks })) return { texts, isCut: true };
  }
  return { texts, isCut: false };
}

function cellText(blocks: readonly Block[]): string {
  return joinBlocks(blocks).replace(/\n+/g, "<br>");
}
