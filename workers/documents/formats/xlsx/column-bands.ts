import type { Row } from "./cell.ts";

/** The columns between two blank ones, and what stands in them. A row is wide that has several cells there. */
export interface Band {
  /** Its first column. */
  from: number;
  /** How many rows it has, and how many of them are wide. */
  count: number;
  wide: number;
  /** Whether its first row is a single text in the first column, and the next one wide: a title. */
  isTitled: boolean;
  /** Its first wide row, mostly a header. Absent where each row has one cell. */
  head?: Row;
  /** The numbers of its first and last wide row. */
  first: number;
  last: number;
  /** How many wide rows begin with a text in the first column, and how many with a number. */
  names: number;
  numbers: number;
}

/** The bands of some rows in their order, and the one of a column. */
export function bandsOf(rows: readonly Row[]): { bands: Band[]; bandOf: (column: number) => Band | undefined } {
  const filled = new Set<number>();
  for (const { cells } of rows) for (const { column } of cells) filled.add(column);
  const bands: Band[] = [];
  const byColumn = new Map<number, Band>();
  for (const column of [...filled].sort((a, b) => a - b)) {
    const last = byColumn.get(column - 1);
    const band = last ?? {
      from: column,
      count: 0,
      wide: 0,
      isTitled: false,
      first: 0,
      last: 0,
      names: 0,
      numbers: 0,
    };
    if (!last) bands.push(band);
    byColumn.set(column, band);
  }
  for (const { number, cells } of bands.length > 1 ? rows : []) {
    for (const [band, own] of Map.groupBy(cells, ({ column }) => byColumn.get(column))) {
      if (band) takeRow(band, { number, cells: own });
    }
  }
  return { bands, bandOf: (column) => byColumn.get(column) };
}

function takeRow(band: Band, row: Row): void {
  const [cell] = row.cells;
  const isWide = row.cells.length > 1;
  const isInFirst = cell?.column === band.from;
  const isName = isInFirst && !cell.isNumber;
  if (band.count === 0) band.isTitled = !isWide && isName;
  else if (band.count === 1) band.isTitled &&= isWide;
  band.count += 1;
  if (!isWide) return;
  if (band.head === undefined) {
    band.head = row;
    band.first = row.number;
  }
  band.last = row.number;
  band.wide += 1;
  if (isName) band.names += 1;
  else if (isInFirst) band.numbers += 1;
}
