import { appendBlocks, type Block, joinBlocks } from "./html-blocks.ts";
import { isBlock, type MarkdownScene } from "./html-scene.ts";
import { attribute, childrenOf, type HtmlElement, type HtmlNode, isElement } from "./html-tree.ts";

/** What a cell of a data table does not hold; a table with it lays out a page. */
const layoutTags = new Set(["table", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "hr"]);
const maxColumns = 100;
const tooWide = `(Columns beyond the first ${maxColumns} are left out.)`;
const maxCellCharacters = 2_000;

interface Row {
  isHead: boolean;
  cells: { element: HtmlElement; blocks: Block[] }[];
}

/**
 * A data table as a Markdown table. A table that lays out a page, as most mails have them, gives the blocks of its
 * cells one after the other.
 */
export function renderTable(
  table: HtmlElement,
  scene: MarkdownScene,
  renderCell: (cell: HtmlElement) => Block[],
): Block[] {
  const rows = rowsOf(table, scene)
    .map(({ row, cells }): Row => {
      const isHead = parentTag(row) === "thead" || cells.every(({ tagName }) => tagName === "th");
      return { isHead, cells: cells.map((element) => ({ element, blocks: renderCell(element) })) };
    })
    .filter(({ cells }) => cells.some(isFilled));
  const blocks = visibleChildren(table, scene)
    .filter(({ tagName }) => tagName === "caption")
    .flatMap(renderCell);
  if (isData(table, rows, scene)) return [...blocks, ...dataBlocks(rows)];
  for (const { cells } of rows) for (const cell of cells) appendBlocks(blocks, cell.blocks);
  return blocks;
}

function isFilled({ blocks }: { blocks: readonly Block[] }): boolean {
  return blocks.length > 0;
}

function visibleChildren(node: HtmlNode, { hidden }: MarkdownScene): HtmlElement[] {
  return childrenOf(node)
    .filter(isElement)
    .filter((child) => !hidden.has(child));
}

function rowsOf(table: HtmlElement, scene: MarkdownScene): { row: HtmlElement; cells: HtmlElement[] }[] {
  const sections = visibleChildren(table, scene).filter(({ tagName }) => /^t(?:head|body|foot)$/.test(tagName));
  return sections
    .flatMap((section) => visibleChildren(section, scene).filter(({ tagName }) => tagName === "tr"))
    .map((row) => ({ row, cells: visibleChildren(row, scene).filter(({ tagName }) => /^t[dh]$/.test(tagName)) }));
}

function parentTag({ parentNode }: HtmlElement): string | undefined {
  return parentNode && isElement(parentNode) ? parentNode.tagName : undefined;
}

function isData(table: HtmlElement, rows: readonly Row[], scene: MarkdownScene): boolean {
  if (rows.length < 2 || attribute(table, "role") === "presentation") return false;
  if (!rows.some(({ cells }) => cells.filter(isFilled).length > 1)) return false;
  return rows.every(({ cells }) => cells.every((cell) => isDataCell(cell.element, cell.blocks, scene)));
}

function isDataCell(cell: HtmlElement, blocks: readonly Block[], scene: MarkdownScene): boolean {
  if (blocks.some(({ text }) => text.length > maxCellCharacters)) return false;
  const waiting = [cell];
  for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
    for (const child of visibleChildren(element, scene)) {
      if (layoutTags.has(child.tagName)) return false;
      if (isBlock(child, scene)) waiting.push(child);
    }
  }
  return true;
}

/** The table, and a word where it is wider than what is shown of it. */
function dataBlocks(rows: readonly Row[]): Block[] {
  const lines = rows.map(lineOf);
  const columns = lines.reduce((most, { texts }) => Math.max(most, texts.length), 0);
  const head = rows[0]?.isHead ? [] : [[]];
  const [first = [], ...rest] = [...head, ...lines.map(({ texts }) => texts)];
  const divider = Array.from({ length: columns }, () => "---");
  const table = [first, divider, ...rest].map((cells) => markdownRow(cells, columns)).join("\n");
  const isCut = lines.some((line) => line.isCut);
  return [{ text: table, isLoose: true }, ...(isCut ? [{ text: tooWide, isLoose: true }] : [])];
}

/** The cells of a row by columns, and whether there is text beyond the last one that is shown. */
function lineOf({ cells }: Row): { texts: string[]; isCut: boolean } {
  const texts: string[] = [];
  for (const { element, blocks } of cells) {
    if (texts.length < maxColumns)
      texts.push(cellText(blocks), ...furtherColumns(element, maxColumns - texts.length - 1));
    else if (isFilled({ blocks })) return { texts, isCut: true };
  }
  return { texts, isCut: false };
}

function cellText(blocks: readonly Block[]): string {
  return joinBlocks(blocks).replace(/\n+/g, "<br>").replaceAll("|", "\\|");
}

/** Empty cells for the further columns that a cell takes, as many as there is room for. */
function furtherColumns(cell: HtmlElement, room: number): string[] {
  const further = Number.parseInt(attribute(cell, "colspan") ?? "1", 10) - 1;
  return Array.from({ length: Math.min(Math.max(further || 0, 0), room) }, () => "");
}

function markdownRow(cells: readonly string[], columns: number): string {
  return `| ${Array.from({ length: columns }, (_, at) => cells[at] ?? "").join(" | ")} |`;
}
