import { appendBlocks, type Block, joinBlocks } from "#workers/documents/markdown/blocks.ts";
import { markdownLine, tableDivider } from "#workers/documents/markdown/table.ts";
import { attribute, childrenOf, type HtmlElement, type HtmlNode, isElement } from "./document-tree.ts";
import { isBlock, type RenderContext } from "./render-context.ts";

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
  // By column, the first row in which it is free. Has at most `maxColumns` entries, which bounds the time per row.
  const freeFrom: number[] = [];
  return rows.map((cells, row) => {
    let column = 0;
    return cells.map((element) => {
      while (column < maxColumns && (freeFrom[column] ?? 0) > row) column += 1;
      const from = column;
      column = Math.min(from + columnSpan(element), maxColumns);
      const below = row + rowSpan(element);
      for (let at = from; at < column; at += 1) freeFrom[at] = Math.max(freeFrom[at] ?? 0, below);
      return { element, from, to: column };
    });
  });
}

function columnSpan(cell: HtmlElement): number {
  return Math.max(numberOf(cell, "colspan"), 1);
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
export function renderTable(
  table: HtmlElement,
  context: RenderContext,
  renderCell: (cell: HtmlElement) => Block[],
): Block[] {
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
  const [first = [], ...rest] = [...head, ...lines.map(({ texts }) => texts)];
  const widened = (cells: readonly string[]) => [...cells, ...Array<string>(columns - cells.length).fill("")];
  const table = [
    markdownLine(widened(first)),
    tableDivider(columns),
    ...rest.map((cells) => markdownLine(widened(cells))),
  ];
  const isCut = lines.some((line) => line.isCut);
  return [{ text: table.join("\n"), isLoose: true }, ...(isCut ? [{ text: tooWide, isLoose: true }] : [])];
}

/** The texts of a row by column, and whether text beyond the last rendered column is missing. */
function lineOf({ cells }: Row): { texts: string[]; isCut: boolean } {
  const texts: string[] = [];
  const fillUp = (columns: number) => {
    while (texts.length < columns) texts.push("");
  };
  for (const { from, to, blocks } of cells) {
    if (from < maxColumns) {
      fillUp(from);
      texts.push(cellText(blocks));
      fillUp(to);
    } else if (isFilled({ blocks })) return { texts, isCut: true };
  }
  return { texts, isCut: false };
}

function cellText(blocks: readonly Block[]): string {
  return joinBlocks(blocks).replace(/\n+/g, "<br>");
}
