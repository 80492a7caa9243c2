import { markdownRow, markdownTable } from "#workers/documents/markdown/blocks.ts";
import { renderLink } from "#workers/documents/markdown/links.ts";
import { attributeOf, isTrue, lettersOf, readXml, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { joinLines, maxTextCharacters } from "#workers/text/reading.ts";
import {
  addToFormula,
  type Cell,
  type CellSources,
  columnsOf,
  type FilledCell,
  type OpenCell,
  openCell,
  openPart,
  type Row,
  shownCell,
  withColours,
} from "./cell.ts";

/** Excel takes about as many for a sheet. */
const maxLinks = 66_000;

/** Rows with links in the cells that have one, by their addresses. */
function withLinks(rows: readonly Row[], targets: ReadonlyMap<string, string>): readonly Row[] {
  if (targets.size === 0) return rows;
  return rows.map(({ number, cells }) => ({
    number,
    cells: cells.map((cell) => {
      const target = targets.get(`${lettersOf(cell.column)}${number}`);
      return target === undefined ? cell : { ...cell, text: renderLink(cell.text, target) };
    }),
  }));
}

type Range = [from: number, to: number];

const maxRanges = 1_000;
const maxNamed = 20;

const isHidden = (attributes: XmlAttributes) => isTrue(attributeOf(attributes, "hidden"));

/** What of a sheet is hidden; it is in the text as well. A sentence each for the rows and columns that have cells. */
function hiddenInWords(hidden: { rows: readonly Range[]; columns: readonly Range[] }, rows: readonly Row[]): string {
  const columns: Range[] = [];
  const filled = columnsOf(hidden.columns.length === 0 ? [] : rows);
  for (const column of [...filled].sort((a, b) => a - b)) {
    if (hidden.columns.some(([from, to]) => from <= column && column <= to)) addTo(columns, column);
  }
  return [sentence("rows", hidden.rows, String), sentence("columns", columns, lettersOf)]
    .filter((one) => one !== "")
    .join(" ");
}

/** Numbers come in order. */
function addTo(ranges: Range[], number: number): void {
  const last = ranges.at(-1);
  if (last !== undefined && last[1] + 1 === number) last[1] = number;
  else if (ranges.length < maxRanges) ranges.push([number, number]);
}

function sentence(what: string, ranges: readonly Range[], nameOf: (number: number) => string): string {
  if (ranges.length === 0) return "";
  const named = ranges
    .slice(0, maxNamed)
    .map(([from, to]) => (from === to ? nameOf(from) : `${nameOf(from)}–${nameOf(to)}`));
  return `Hidden ${what}: ${named.join(", ")}${ranges.length > maxNamed ? " and more" : ""}.`;
}

const maxCells = 300_000;
const maxColumns = 16_384;
const maxRows = 1_048_576;
const maxSharedFormulas = 10_000;
const maxFilled = 20_000;

interface SheetOptions extends Omit<CellSources, "formulaCells"> {
  /** The addresses of cells that have comments. */
  noted: ReadonlySet<string>;
  /** The address that a relationship leads to, outside of the workbook. */
  linkTarget: (relationshipId: string) => string | undefined;
  /** Whether the bytes end after some row. */
  isPart: boolean;
}

/**
 * The cells of a sheet as Markdown tables, without empty columns. A formula is shown where its result is not stored, as
 * in files that were not saved by Excel. Above the tables stands which rows and columns are hidden. Cells of `noted`
 * have their addresses behind them, by which comments name them. `last` is the number of the last row with text.
 */
export function readSheet(
  bytes: Uint8Array,
  { strings, writer, noted, linkTarget, isPart }: SheetOptions,
): { text: string; isCut: boolean; hasHidden: boolean; last: number } {
  /** The links, which stand after the cells: the first cell of each leads outside of the workbook. */
  const links = new Map<string, string>();
  const rows: Row[] = [];
  const hidden: { rows: Range[]; columns: Range[] } = { rows: [], columns: [] };
  const formulaCells = new Map<string, string>();
  const filled: FilledCell[] = [];
  /** The colours of the texts of each row. */
  const colours = new Map<number, Set<string>>();
  let row: { number: number; cells: Cell[] } = { number: 0, cells: [] };
  let lastColumn = -1;
  let rowAttributes: XmlAttributes = {};
  let cell: OpenCell | undefined;
  let hasHidden = false;
  let count = 0;
  let length = 0;
  const isEnough = () => count > maxCells || length > maxTextCharacters;

  function add(open: OpenCell): void {
    if (isEnough() || open.column >= maxColumns) return;
    const shown = shownCell(open, { strings, writer, formulaCells });
    if (open.sharedId !== undefined && open.formula !== "" && formulaCells.size < maxSharedFormulas)
      formulaCells.set(open.sharedId, open.address);
    // Cells that show nothing have taken time, too.
    if (open.value !== "" || shown.text !== "") count += 1;
    hasHidden ||= shown.isHidden;
    const colour = writer.fill(open.style);
    if (shown.text.trim() === "") {
      if (colour !== "" && !shown.isHidden && filled.length < maxFilled)
        filled.push({ row: row.number, column: open.column, colour });
      return;
    }
    if (row.cells.length === 0) {
      rows.push(row);
      colours.set(row.number, new Set());
    }
    if (colour !== "") colours.get(row.number)?.add(colour);
    row.cells.push(noted.has(open.address) ? { ...shown, text: `${shown.text} [${open.address}]` } : shown);
    length += shown.text.length + 3;
  }

  readXml(bytes, {
    skips: (name) => name === "rPh",
    open(name, attributes) {
      if (name === "row") {
        const number = Number.parseInt(attributeOf(attributes, "r") ?? "", 10);
        row = { number: number >= 1 && number <= maxRows ? number : row.number + 1, cells: [] };
        rowAttributes = attributes;
        lastColumn = -1;
      } else if (name === "c") {
        cell = openCell(attributes, { row: row.number, next: lastColumn + 1 });
        lastColumn = cell.column;
      }
      const target = name === "hyperlink" ? linkTarget(attributeOf(attributes, "id") ?? "") : undefined;
      const [first = ""] = attributes.ref?.split(":", 1) ?? [];
      if (target !== undefined && links.size < maxLinks) links.set(first, target);
      if (name === "col" && isHidden(attributes) && hidden.columns.length < maxRanges)
        hidden.columns.push([Number(attributeOf(attributes, "min")) - 1, Number(attributeOf(attributes, "max")) - 1]);
      if (cell) openPart(cell, name, attributes);
    },
    close(name) {
      if (name === "row" && row.cells.length > 0 && isHidden(rowAttributes)) addTo(hidden.rows, row.number);
      if (name !== "c" || !cell) return;
      add(cell);
      cell = undefined;
    },
    text(text, around) {
      if (!cell) return;
      if (around === "v" || around === "t") cell.value += text;
      else if (around === "f") addToFormula(cell, text);
    },
    isEnough,
    isCut: isPart,
  });
  const tables = writeRows(withColours(withLinks(rows, links), filled, colours));
  const text = [hiddenInWords(hidden, rows), tables.text].filter((one) => one !== "").join("\n\n");
  const isCut = tables.isCut || isEnough();
  return { text, isCut, hasHidden, last: rows.at(-1)?.number ?? 0 };
}

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
function writeRows(rows: readonly Row[]): { text: string; isCut: boolean } {
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
  for (const row of rows) {
    const run = runs.at(-1);
    if (run && row.number <= (run.at(-1)?.number ?? 0) + 1) run.push(row);
    else runs.push([row]);
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
    } else tables.push({ runs: [run], columns: columnsOf(run), isSpaced: run.length === 1 });
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
  const columns = columnsOf([head, ...rows, ...others.flat()]);
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

/** A row begins there, in whatever prefix of its namespace. */
const rowStart = /<(?:\w{1,20}:)?row[\s/>]/g;
const rowEnd = /<\/(?:\w{1,20}:)?row>/;
const blockBytes = 500_000;
/** What a block may have beyond: a row, or what stands below the cells. */
const maxBlockBytes = 10_000_000;

/** Number of blocks in which a sheet of so many bytes is read. */
export const blocksIn = (bytes: number) => Math.max(1, Math.ceil(bytes / blockBytes));

/**
 * The blocks of a sheet from one on, counted from 0: the rows that begin in so many bytes each, below what stands
 * before all rows and below the first one, which mostly names the columns. `isPart` where others follow. Ends when the
 * time is up, and where a block gets too large.
 */
export async function* sheetBlocks(
  pieces: AsyncIterable<Uint8Array>,
  { first, count, isTimeUp }: { first: number; count: number; isTimeUp: () => boolean },
): AsyncGenerator<{ bytes: Uint8Array; isPart: boolean }> {
  let head: Uint8Array = new Uint8Array();
  let waiting: Buffer = Buffer.alloc(0);
  let [block, from, looked] = [0, 0, 0];
  for await (const piece of pieces) {
    if (isTimeUp()) return;
    waiting = Buffer.concat([waiting, piece]);
    while (block < count - 1) {
      const start = Math.max((block + 1) * blockBytes - from, looked);
      rowStart.lastIndex = 0;
      const at = rowStart.exec(waiting.toString("latin1", start))?.index;
      looked = at === undefined ? Math.max(0, waiting.length - maxTagBytes) : 0;
      if (at === undefined) break;
      const rows = waiting.subarray(0, start + at);
      if (block >= first) yield { bytes: Buffer.concat([head, rows]), isPart: true };
      if (block === 0) head = rows.subarray(0, endOfFirstRow(rows));
      waiting = waiting.subarray(rows.length);
      from += rows.length;
      block += 1;
    }
    if (waiting.length > maxBlockBytes) break;
  }
  if (block >= first) yield { bytes: Buffer.concat([head, waiting]), isPart: waiting.length > maxBlockBytes };
}

const maxTagBytes = 30;

/** End of the first row; where rows have no ends of their own, the beginning of the first. */
function endOfFirstRow(rows: Buffer): number {
  const text = rows.toString("latin1");
  const end = rowEnd.exec(text);
  return end === null ? text.search(rowStart) : end.index + end[0].length;
}
