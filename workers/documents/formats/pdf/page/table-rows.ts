import { type Cell, columnOf, type TableRegion } from "./table-region.ts";

/** A row of a table: its cells by column. */
export type TableRow = (Cell | undefined)[];

/** Cells whose baselines differ by less than that share of their height stand in one row. */
const sameRow = 0.35;
/** What is longer is no entry of a table; one column may be, such as that of descriptions. */
const maxMeanLength = 32;
/** Numbers, letters and signs before the items of a list, which are longer than these. */
const listMark = /^[([]?(?:\p{N}{1,3}(?:\.\p{N}{1,3}){0,4} ?[a-z]?|[a-z]|[ivx]{1,5}|[^\p{L}\p{N}])[.)\]]?$/iu;
const maxMarkLength = 8;
/** How far from each other cells of a column may begin, in heights of their text, to be in line. */
const tolerance = 0.6;
/** An entry of a word or two. */
const maxWordLength = 16;
const leastColumns = 3;

/** The rows of a region from top to bottom. Undefined where it is not sure that it is a table. */
export function rowsOf(region: TableRegion): TableRow[] | undefined {
  if (region.columns.length < leastColumns) return undefined;
  const rows = groupRows(region);
  return isTable(rows, region) ? rows : undefined;
}

function groupRows({ cells: lines, columns }: TableRegion): TableRow[] {
  const rows: { at: number; height: number; cells: TableRow }[] = [];
  for (const { at, cells } of lines.toSorted((one, other) => other.at - one.at)) {
    const height = cells[0]?.height ?? 0;
    let row = rows.at(-1);
    if (row === undefined || row.at - at > Math.max(row.height, height) * sameRow) {
      row = { at, height, cells: columns.map(() => undefined) };
      rows.push(row);
    }
    row.height = Math.max(row.height, height);
    for (const cell of cells) {
      const column = columnOf(columns, cell);
      const there = row.cells[column];
      row.cells[column] = there === undefined ? cell : joined(there, cell);
    }
  }
  return rows.map((row) => row.cells);
}

function joined(one: Cell, other: Cell): Cell {
  const [left, right] = one.from <= other.from ? [one, other] : [other, one];
  return { ...left, to: Math.max(one.to, other.to), text: `${left.text} ${right.text}` };
}

/**
 * Three columns and three rows at least, or two rows without a gap. Not prose in columns, whose lines are long, nor
 * what only happens to stand beside each other.
 */
function isTable(rows: readonly TableRow[], { columns, cells }: TableRegion): boolean {
  const filled = rows.map((row) => row.filter((cell) => cell !== undefined).length);
  const many = filled.filter((count) => count > 1);
  const all = filled.reduce((sum, count) => sum + count, 0);
  const isTimetable = hasAxis(rows);
  if (many.length < 2 || many.length < rows.length * (isTimetable ? 0.15 : 0.5)) return false;
  if (many.length === 2 && filled.some((count) => count < columns.length)) return false;
  if (!isTimetable && many.reduce((sum, count) => sum + count, 0) < many.length * columns.length * 0.4) return false;
  const byColumn = columns.map((_, at) => rows.map((row) => row[at]).filter((cell) => cell !== undefined));
  if (byColumn.filter((ofColumn) => ofColumn.length < 2).length > rows.length / 6) return false;
  const leading = byColumn.findIndex((ofColumn, at) => !areMarks(ofColumn, byColumn[at + 1], maxMarkLength));
  const entries = byColumn
    .slice(leading)
    .filter((ofColumn, at, all) => ofColumn.length > 1 && !areMarks(ofColumn, all[at + 1], maxMeanLength));
  if (entries.length < leastColumns) return false;
  if (byColumn.filter((ofColumn) => meanLength(ofColumn) > maxMeanLength).length > 1) return false;
  // Short lines of prose in columns are told from entries by what tables are for.
  const isByColumn = cells.filter((line) => line.cells.length === 1).length > cells.length * 0.7;
  const numbers = byColumn.flat().filter(({ text }) => /\p{N}/u.test(text)).length;
  if (isByColumn && numbers < all / 2 && meanLength(byColumn.flat()) > maxWordLength) return false;
  return byColumn.reduce((sum, ofColumn) => sum + aligned(ofColumn), 0) >= columns.length / 2;
}

/** Whether nearly every row begins with a number or a time, as those of a timetable. */
function hasAxis(rows: readonly TableRow[]): boolean {
  return rows.filter(([first]) => first !== undefined && /\p{N}/u.test(first.text)).length > rows.length * 0.9;
}

/** Whether cells are the numbers or signs of a list, whose items are in the next column and longer than that. */
function areMarks(cells: readonly Cell[], next: readonly Cell[] = [], length: number): boolean {
  const marks = cells.filter(({ text }) => listMark.test(text)).length;
  return marks > cells.length * 0.8 && meanLength(next) > length;
}

function meanLength(cells: readonly Cell[]): number {
  return cells.reduce((sum, { text }) => sum + text.length, 0) / Math.max(1, cells.length);
}

/** What share of cells begin, end or have their middle at one place, whichever has most. */
function aligned(cells: readonly Cell[]): number {
  const places = [(cell: Cell) => cell.from, (cell: Cell) => cell.to, (cell: Cell) => (cell.from + cell.to) / 2];
  return Math.max(
    ...places.map((placeOf) => {
      const sorted = cells.map(placeOf).toSorted((one, other) => one - other);
      const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
      return cells.filter((cell) => Math.abs(placeOf(cell) - middle) < cell.height * tolerance).length / cells.length;
    }),
  );
}
