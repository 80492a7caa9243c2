import { type Block, joinBlocks } from "#workers/documents/markdown/blocks.ts";
import { markdownTable } from "#workers/documents/markdown/table.ts";

type Cell = readonly Block[];

/** A table as it is read: rows of cells of blocks, in the columns of its grid. */
export interface Table {
  rows: Cell[][];
  /** Columns that are passed over before the next cell. */
  gap: number;
  /** Columns that the open cell takes. */
  span: number;
  /** Whether a merged cell covers the open one, whose own text nobody sees. */
  isCovered: boolean;
}

/** Word makes no table wider. */
const maxColumns = 63;
/** Stands in a column in which no cell of the row begins. */
const passedOver: Cell = [];

export function openTable(): Table {
  return { rows: [], gap: 0, span: 1, isCovered: false };
}

export function openRow(table: Table | undefined): void {
  if (!table) return;
  table.rows.push([]);
  table.gap = 0;
}

/** Takes a property of the open row or cell. */
export function setTableProperty(table: Table, name: string, value: string): void {
  if (name === "gridBefore") table.gap = Number.parseInt(value, 10) || 0;
  else if (name === "gridSpan") table.span = Number.parseInt(value, 10) || 1;
  else if (name === "vMerge" || name === "hMerge") table.isCovered ||= value !== "restart";
}

/** Columns are passed over only once a cell follows, so a span takes no room at the end of a row. */
export function addCell(table: Table | undefined, cell: Cell): void {
  const row = table?.rows.at(-1);
  if (!table || !row) return;
  for (let left = table.gap; left > 0 && row.length < maxColumns; left -= 1) row.push(passedOver);
  row.push(table.isCovered ? [] : cell);
  table.isCovered = false;
  table.gap = table.span - 1;
  table.span = 1;
}

/** A table of data as a Markdown table; one of a single row or column lays out a page and gives its cells in turn. */
export function tableBlocks(table: Table | undefined): Block[] {
  const rows = (table?.rows ?? []).filter((cells) => cells.some((blocks) => blocks.length > 0));
  const isData = rows.length > 1 && rows.some((cells) => cells.length > 1);
  if (!isData) return rows.flat(2);
  return [{ text: markdownTable(shownColumns(rows).map((cells) => cells.map(joinBlocks))), isLoose: true }];
}

/** Without the columns in which no cell begins. */
function shownColumns(rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  const own = rows.map((cells) => cells.filter((cell) => cell !== passedOver));
  const count = own[0]?.length;
  // Borders that were moved by hand in some rows give spans to all cells, though each row has the same columns.
  const isEven = own.every(({ length }, at) => length === count && rows[at]?.[0] !== passedOver);
  if (isEven) return own;
  const begun = new Set(rows.flatMap((cells) => cells.flatMap((cell, at) => (cell === passedOver ? [] : [at]))));
  return rows.map((cells) => cells.filter((_, at) => begun.has(at)));
}
