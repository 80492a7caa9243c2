import { markdownTable } from "#workers/documents/markdown/blocks.ts";
import type { StoryBlock } from "./blocks.ts";

/** A table while it is read. */
export type Table = ReturnType<typeof openTable>;

/** The widest table that Word makes. */
const maxColumns = 63;
/** The value for a column in which no cell of the row begins. */
const passedOver: Cell = [];

export function openTable() {
  return {
    /** Cells of blocks, by grid columns. */
    rows: [] as Cell[][],
    /** Grid columns to skip before the next cell. */
    gap: 0,
    /** Grid columns that the open cell spans. */
    span: 1,
    /** Whether the open cell is covered by a merged one, so that its own text is not visible. */
    isCovered: false,
  };
}

export function openRow(table: Table | undefined): void {
  if (!table) return;
  table.rows.push([]);
  table.gap = 0;
}

/** Applies a property of the open row or cell. */
export function setTableProperty(table: Table, name: string, value: string): void {
  if (name === "gridBefore") table.gap = Number.parseInt(value, 10) || 0;
  else if (name === "gridSpan") table.span = Number.parseInt(value, 10) || 1;
  else if (name === "vMerge" || name === "hMerge") table.isCovered ||= value !== "restart";
}

/** Adds a cell. Skipped columns are added only when a cell follows, so a span at the end of a row adds none. */
export function addCell(table: Table | undefined, cell: Cell): void {
  const row = table?.rows.at(-1);
  if (!table || !row) return;
  for (let left = table.gap; left > 0 && row.length < maxColumns; left -= 1) row.push(passedOver);
  row.push(table.isCovered ? [] : cell);
  table.isCovered = false;
  table.gap = table.span - 1;
  table.span = 1;
}

/** A table as Markdown. One with a single row or column is page layout, so its cells are given one after the other. */
export function tableBlocks(table: Table | undefined): StoryBlock[] {
  const rows = (table?.rows ?? []).filter((cells) => cells.flat().some(({ text }) => text !== ""));
  const isData = rows.length > 1 && rows.some((cells) => cells.length > 1);
  if (!isData) return rows.flat(2);
  return [tableBlock(markdownTable(shownColumns(rows).flatMap(rowTexts)))];
}

/** Cells without the columns in which none begins. */
function shownColumns(rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  const own = rows.map((cells) => cells.filter((cell) => cell !== passedOver));
  const count = own[0]?.length;
  // Borders that were moved by hand in some rows give all cells spans although each row has the same columns.
  const isEven = own.every(({ length }, at) => length === count && rows[at]?.[0] !== passedOver);
  if (isEven) return own;
  const begun = new Set(rows.flatMap((cells) => cells.flatMap((cell, at) => (cell === passedOver ? [] : [at]))));
  return rows.map((cells) => cells.filter((_, at) => begun.has(at)));
}

type Cell = readonly StoryBlock[];

/** Lines that all cells of a row need to have before they are taken for rows of their own. */
const leastLines = 3;
/** Length beyond which a line is taken for prose. */
const maxLineCharacters = 60;

/**
 * The texts of a row's cells. A row whose cells have equally many short lines is one row for each line: people type
 * columns of figures into one cell, and read across. Bullets side by side have nothing to do with each other.
 */
function rowTexts(cells: readonly Cell[]): string[][] {
  const columns = cells.map(linesOf);
  const filled = columns.filter(({ length }) => length > 0);
  const count = filled[0]?.length ?? 0;
  const areRows = filled.length > 1 && filled.every((lines) => lines.length === count && lines.every(isShort));
  const rows = Array.from({ length: areRows ? count : 0 }, (_, at) => columns.map((lines) => lines[at] ?? ""));
  const shown = rows.filter((texts) => texts.some((text) => text !== ""));
  return shown.length >= leastLines ? shown : [cells.map(cellText)];
}

/** The paragraphs of a cell. A heading in it has no `##`, which would be text there. */
function cellText(cell: Cell): string {
  const texts = cell.map(({ text, inCell = text }) => inCell.trim());
  return texts.filter((text) => text !== "").join("<br>");
}

/** The lines of a cell, without empty ones at its end. */
function linesOf(cell: Cell): string[] {
  const lines = cell.flatMap(({ text, inCell = text }) => inCell.split("\n").map((line) => line.trim()));
  return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
}

function isShort(line: string): boolean {
  return line.length <= maxLineCharacters && !line.startsWith("- ");
}

/** A block with a Markdown table, which in a cell of another one becomes text: `Name, Sum; a, 1`. */
export function tableBlock(text: string): StoryBlock {
  const lines = text.split("\n").filter((line) => line !== "" && !divider.test(line));
  const inCell = lines
    .map((line) =>
      line
        .split(columnEdge)
        .filter((cell) => cell.trim() !== "")
        .join(", "),
    )
    .join("; ");
  return { text, inCell: inCell.replaceAll("\\|", "|"), isLoose: true };
}

const divider = /^\|(?: --- \|)+$/;
const columnEdge = /(?:^| )\|(?: |$)/;
