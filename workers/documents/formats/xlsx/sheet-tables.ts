import { markdownRow, markdownTable } from "#workers/documents/markdown/blocks.ts";
import { joinLines, maxTextCharacters } from "#workers/text/reading.ts";
import type { Row } from "./cell.ts";

/** Rows of one table: runs of rows with blank ones between them. */
interface Table {
  runs: (readonly Row[])[];
  /** Columns of its first run. */
  columns: ReadonlySet<number>;
  /** Whether each run is a single row. */
  isSpaced: boolean;
}

/**
 * The rows of a sheet as Markdown tables. After blank rows, however many, another table begins, unless what follows is
 * more of the same: then one blank row stands between. Tables beside each other are one, without the blank columns
 * between them. Lines above a table's first row with several cells are text.
 */
export function writeRows(rows: readonly Row[]): { text: string; isCut: boolean } {
  const parts: string[][] = [];
  const textOf = () => parts.map((lines) => lines.join("\n")).join("\n\n");
  let length = 0;
  for (const table of tablesOf(runsOf(rows))) {
    for (const lines of [linesAbove(table), tableLines(table)]) {
      const part: string[] = [];
      for (const line of lines) {
        if (part.length === 0) parts.push(part);
        part.push(line);
        length += line.length;
        // A sheet can be much wider than its cells with text.
        if (length > maxTextCharacters) return { text: textOf(), isCut: true };
      }
    }
  }
  return { text: textOf(), isCut: false };
}

/** Rows without blank ones between them. */
function runsOf(rows: readonly Row[]): Row[][] {
  const runs: Row[][] = [];
  let last: Row | undefined;
  for (const row of rows) {
    const run = runs.at(-1);
    if (run && last && row.number <= last.number + 1) run.push(row);
    else runs.push([row]);
    last = row;
  }
  return runs;
}

function tablesOf(runs: readonly (readonly Row[])[]): Table[] {
  const tables: Table[] = [];
  for (const [at, run] of runs.entries()) {
    const table = tables.at(-1);
    const next = runs[at + 1];
    const isHeading = run.length === 1 && run[0]?.cells.length === 1 && next !== undefined;
    if (table && (continues(table, run) || (isHeading && fits(table, run) && continues(table, next)))) {
      table.runs.push(run);
      table.isSpaced &&= run.length === 1;
    } else tables.push({ runs: [run], columns: new Set(columnsOf(run)), isSpaced: run.length === 1 });
  }
  return tables;
}

/**
 * Whether rows go on with a table. They have columns of it, and don't begin with a row of texts, which is a header; but
 * a header may stand alone, and all rows may be apart.
 */
function continues(table: Table, run: readonly Row[]): boolean {
  const { runs, columns, isSpaced } = table;
  if (columns.size < 2 || !fits(table, run)) return false;
  if (isSpaced && (runs.length === 1 || run.length === 1)) return run.some(({ cells }) => cells.length > 1);
  return run.find(({ cells }) => cells.length > 1)?.cells.some(({ isNumber }) => isNumber) === true;
}

function fits({ columns }: Table, run: readonly Row[]): boolean {
  return run.every(({ cells }) => cells.every(({ column }) => columns.has(column)));
}

function* columnsOf(rows: readonly Row[]): Generator<number> {
  for (const { cells } of rows) for (const { column } of cells) yield column;
}

/** How many rows with a single cell stand above the first one with several. A list in one column is text. */
function countAbove({ runs: [first = []] }: Table): number {
  const headAt = first.findIndex(({ cells }) => cells.length > 1);
  return headAt === -1 ? first.length : headAt;
}

function linesAbove(table: Table): string[] {
  const rows = table.runs[0]?.slice(0, countAbove(table)) ?? [];
  return rows.map(({ cells }) => joinLines(cells[0]?.text.trim() ?? ""));
}

function* tableLines(table: Table): Generator<string> {
  const [first = [], ...others] = table.runs;
  const [head, ...rows] = first.slice(countAbove(table));
  if (!head) return;
  const columns = new Set([...columnsOf([head]), ...columnsOf(rows), ...others.flatMap((run) => [...columnsOf(run)])]);
  const places = new Map([...columns].sort((a, b) => a - b).map((column, place) => [column, place]));
  const textsOf = ({ cells }: Row) => {
    const texts = Array.from({ length: (places.get(cells.at(-1)?.column ?? 0) ?? 0) + 1 }, () => "");
    for (const { column, text } of cells) texts[places.get(column) ?? 0] = text;
    return texts;
  };
  yield* markdownTable([textsOf(head)], places.size).split("\n");
  for (const row of rows) yield markdownRow(textsOf(row));
  for (const run of others) {
    yield markdownRow([]);
    for (const row of run) yield markdownRow(textsOf(row));
  }
}
