import { markdownTable } from "#workers/documents/markdown/table.ts";
import type { StoryBlock } from "./blocks.ts";
import { type Cell, rowTexts, tableBlock } from "./row-texts.ts";

/** A table while it is read: rows of cells of blocks, by grid columns. */
export interface Table {
  rows: Cell[][];
  /** Grid columns to skip before the next cell. */
  gap: number;
  /** Grid columns that the open cell spans. */
  span: number;
  /** Whether the open cell is covered by a merged one, so that its own text is not visible. */
  isCovered: boolean;
}

/** The widest table that Word makes. */
const maxColumns = 63;
/** The value for a column in which no cell of the row begins. */
const passedOver: Cell = [];

export function openTable(): Table {
  return { rows: [], gap: 0, span: 1, isCovered: false };
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
  const rows = (table?.rows ?? []).filter((cells) => cells.some(hasText));
  const isData = rows.length > 1 && rows.some((cells) => cells.length > 1);
  if (!isData) return rows.flat(2);
  return [tableBlock(markdownTable(shownColumns(rows).flatMap(rowTexts)))];
}

function hasText(cell: Cell): boolean {
  return cell.some(({ text }) => text !== "");
}

/** Without the columns in which no cell begins. */
function shownColumns(rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  const own = rows.map((cells) => cells.filter((cell) => cell !== passedOver));
  const count = own[0]?.length;
  // Where borders were moved by hand in some rows, all cells have spans although each row has the same columns.
  const isEven = own.every(({ length }, at) => length === count && rows[at]?.[0] !== passedOver);
  if (isEven) return own;
  const begun = new Set(rows.flatMap((cells) => cells.flatMap((cell, at) => (cell === passedOver ? [] : [at]))));
  return rows.map((cells) => cells.filter((_, at) => begun.has(at)));
}
