import type { Row } from "./cell.ts";
import { type Band, bandsOf } from "./column-bands.ts";
import type { ListRange } from "./list-ranges.ts";

/** What of a table stands before a band. */
interface Before {
  /** Its first band that has rows with several cells. */
  table?: Band & { head: Row };
  /** Whether a column with names stands before that by itself: they are those of all numbers behind them. */
  hasNames: boolean;
}

/** A name column by itself has more rows than a title and a line below it. */
const leastNames = 3;
/** Of two tables beside each other one begins or ends so many rows before the other, and such a part of all rows. */
const leastApart = 2;
const leastPartApart = 1 / 3;
/** Heads a column, though it is a number. */
const year = /^(?:19|20)\d\d$/;

/**
 * Rows of tables that stand beside each other, one list for each. They are beside each other where a blank column
 * separates them and what stands behind it shows that a table begins there: as one of the `lists`, by its own title, by
 * the same first header, as pairs of a name and a number, or by rows of its own. Otherwise the blank column is one of a
 * table, as accountants leave between years.
 */
export function sideBySide(rows: readonly Row[], lists: readonly ListRange[]): (readonly Row[])[] {
  const { bands, bandOf } = bandsOf(rows);
  const partOf = new Map<Band | undefined, number>();
  let before: Before = { hasNames: false };
  let last = 0;
  for (const band of bands) {
    if (isOther(before, band, lists) || beginsAnew(before, band)) {
      before = { hasNames: false };
      last += 1;
    }
    partOf.set(band, last);
    before = withBand(before, band);
  }
  if (last === 0) return [rows];
  const parts: Row[][] = Array.from({ length: last + 1 }, () => []);
  for (const { number, cells } of rows) {
    const own = Map.groupBy(cells, ({ column }) => partOf.get(bandOf(column)) ?? 0);
    for (const [part, ofPart] of own) parts[part]?.push({ number, cells: ofPart });
  }
  return parts;
}

function withBand({ table, hasNames }: Before, band: Band): Before {
  if (table) return { table, hasNames };
  const { head } = band;
  return head ? { table: { ...band, head }, hasNames } : { hasNames: hasNames || band.count >= leastNames };
}

/** Whether a list begins here, or the one before has ended, since a list has no blank columns. */
function isOther({ table }: Before, { head, from }: Band, lists: readonly ListRange[]): boolean {
  if (!table || !head) return false;
  const isIn = (row: Row, { top, bottom }: ListRange) => top <= row.number && row.number <= bottom;
  return lists.some(
    (list) => (list.left === from && isIn(head, list)) || (list.left === table.from && isIn(table.head, list)),
  );
}

function beginsAnew({ table, hasNames: hasNamesBefore }: Before, band: Band): boolean {
  const { head, from } = band;
  if (!table || !head) return false;
  const hasNames = band.names > band.numbers;
  if (hasNamesBefore && !hasNames) return false;
  const [name, ...values] = head.cells;
  const isName = name?.column === from && !name.isNumber;
  if (table.isTitled && band.isTitled) return true;
  if (isName && table.head.cells[0]?.column === table.from && name.text === table.head.cells[0].text) return true;
  const [value] = values;
  const isPairs = isName && hasNames && values.length === 1 && value?.isNumber && !year.test(value.text);
  if (isPairs && isHeader(table.head) && table.head.number === head.number) return true;
  // Where both begin in one row, the second is mostly filled in only for some rows, whose names the first has.
  const isOfRows = hasNames && table.head.number === head.number;
  return !isOfRows && (hasNames || isHeader(head)) && isApart(table, band);
}

function isHeader({ cells }: Row): boolean {
  return cells.every(({ isNumber }) => !isNumber);
}

function isApart(table: Band, band: Band): boolean {
  const all = Math.max(table.last, band.last) - Math.min(table.first, band.first) + 1;
  const apart = Math.abs(table.first - band.first) + Math.abs(table.last - band.last);
  // Remarks stand here and there, and a single row mostly heads what has its names elsewhere.
  const isWhole = band.wide > 1 && band.wide === band.last - band.first + 1;
  return isWhole && apart >= Math.max(leastApart, all * leastPartApart);
}
