import { markdownTable } from "#workers/documents/markdown/blocks.ts";
import { isReadFromRight, lineText } from "./line-text.ts";
import { fromLeft, isTurned, type Line, type Piece, topOf } from "./lines.ts";
import { type Cell, cellsOf, columnOf, growRegion, headEms, type TableRegion } from "./table-region.ts";

/** A row of a table: its cells by column. */
type TableRow = (Cell | undefined)[];

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

/** The rows of a region from top to bottom. None where there are too few columns for a table. */
function rowsOf({ cells: lines, columns }: TableRegion): TableRow[] {
  if (columns.length < leastColumns) return [];
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

/** Lines further apart than this multiple of their height are separated by a blank line. */
const paragraphGap = 1.8;
/** Multiple of the usual gap beyond which lines are further apart, as most lines of a draft are. */
const widerThanUsual = 1.25;
const leastLines = 8;
const maxUsualGap = 3.5;
/** Share of a gap by which gaps may differ that are alike. */
const alike = 0.1;

/** The text of a page: its lines in document order, with blank lines at gaps, and tables as Markdown. */
export function pageText(lines: readonly Line[]): string {
  const parts: string[] = [];
  const mostGap = mostGapOf(lines);
  let before: Line | undefined;
  let isTable = false;
  for (const { line, table } of blocksOf(lines)) {
    const isApart = before && (isTurned(before, line) || Math.abs(gapBetween(before, line)) > mostGap);
    if ((isTable || table || isApart) && parts.length > 0) parts.push("");
    parts.push(table ? markdownTable(table) : lineText(line));
    isTable = table !== undefined;
    before = line;
  }
  return parts.join("\n");
}

/** How far apart lines of one paragraph may be. */
function mostGapOf(lines: readonly Line[]): number {
  const gaps = lines
    .map((line, at) => gapBetween(lines[at - 1], line))
    .filter((gap) => gap > 0)
    .toSorted((one, other) => one - other);
  const usual = gaps[Math.floor(gaps.length / 2)] ?? 0;
  const near = gaps.filter((gap) => Math.abs(gap - usual) < usual * alike).length;
  if (gaps.length < leastLines || near < gaps.length / 2 || usual > maxUsualGap) return paragraphGap;
  return Math.max(paragraphGap, usual * widerThanUsual);
}

/** How far a line stands below another one, in heights of its text. */
function gapBetween(before: Line | undefined, next: Line): number {
  const [last, first] = [before?.pieces.at(-1), next.pieces[0]];
  return last === undefined || first === undefined ? 0 : (last.at - first.at) / first.height;
}

/** A part of a page: a line of text, or a table by rows. */
interface PageBlock {
  line: Line;
  table?: string[][];
}

/** How many pieces of text are looked at in search of tables. Beyond that, on no usual page, tables stay lines. */
const maxLooks = 200_000;

/** The lines of a page, of which those are tables that surely are. */
function blocksOf(lines: readonly Line[]): PageBlock[] {
  const blocks: PageBlock[] = [];
  let looks = 0;
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    if (line === undefined) break;
    const region = looks < maxLooks && mayBegin(lines, at) ? growRegion(lines, at) : undefined;
    for (const { pieces } of lines.slice(at, at + (region?.lines ?? 0) + 1)) looks += pieces.length;
    const rows = region === undefined ? [] : rowsOf(region);
    if (region === undefined || !isTable(rows, region)) {
      blocks.push({ line });
      at += 1;
      continue;
    }
    const isFromRight = isReadFromRight(lines.slice(at, at + region.lines).flatMap(({ pieces }) => pieces));
    const texts = rows.map((row) => row.map((cell) => cell?.text ?? ""));
    blocks.push({ line, table: isFromRight ? texts.map((row) => row.toReversed()) : texts });
    at += region.lines;
  }
  return blocks;
}

/** How many lines a column may have before the next one. */
const maxColumnLines = 200;

/** Whether a table may begin with a line: it has several cells, or after some lines a column begins beside it. */
function mayBegin(lines: readonly Line[], at: number): boolean {
  const line = lines[at];
  const [first] = line?.pieces ?? [];
  if (line === undefined || line.isVertical || first === undefined) return false;
  if (cellsOf(line).length > 1) return true;
  for (let next = at + 1; next < Math.min(lines.length, at + maxColumnLines); next += 1) {
    const [piece] = lines[next]?.pieces ?? [];
    if (piece === undefined || piece.at > first.at + first.height * headEms) return false;
    if (piece.at > first.at - first.height / 2) return piece.from > first.to;
  }
  return false;
}

/** Upward jumps from line to line that a page has at least whose text is written in no order, and per line. */
const leastJumps = 3;
const jumpsPerLine = 0.08;
/** Each is compared with those of its row. A page has some hundreds; one with more stays as it is. */
const maxPieces = 5_000;
/** Baselines of one row differ by less, in heights of the text. */
const sameRowEms = 0.5;
/** What is nearer follows without a space, and what overlaps by no more stands beside, in heights of the text. */
const touchingEms = 0.15;
/** Columns of prose: so many characters beside each other, in more than that share of the rows. */
const proseCharacters = 28;
const proseShare = 0.2;

/**
 * The lines of a page, by rows from top to bottom and from left to right where the document jumps up and down between
 * them, as programs do that fill in forms and invoices. Columns of prose, and lines in another direction than the
 * first, are left in the order of the document.
 */
export function inRows(lines: readonly Line[]): readonly Line[] {
  const [first] = lines;
  const pieces = lines.reduce((sum, line) => sum + line.pieces.length, 0);
  if (first === undefined || pieces > maxPieces || !isScattered(lines)) return lines;
  const isLevel = (line: Line) => !line.isVertical && !isTurned(line, first);
  const level = lines.filter(isLevel);
  const rows: Line[] = [];
  for (const line of level.toSorted((one, other) => topOf(other) - topOf(one))) {
    const last = rows.at(-1);
    if (last !== undefined && isBeside(last, line)) last.pieces.push(...line.pieces);
    else rows.push({ ...line, pieces: [...line.pieces] });
  }
  if (areColumns(rows)) return lines;
  const starts = new Set(level.map(({ pieces: [piece] }) => piece));
  for (const row of rows) row.pieces = besideEachOther(row.pieces, starts);
  return [...rows, ...lines.filter((line) => !isLevel(line))];
}

function isScattered(lines: readonly Line[]): boolean {
  const jumps = lines.filter((line, at) => {
    const before = lines[at - 1]?.pieces.at(-1);
    const [piece] = line.pieces;
    return before !== undefined && piece !== undefined && piece.at > before.at + piece.height;
  });
  return jumps.length >= Math.max(leastJumps, lines.length * jumpsPerLine);
}

/** Whether a line stands in a row, and over or below nothing of it. */
function isBeside(row: Line, line: Line): boolean {
  const height = Math.max(row.pieces[0]?.height ?? 0, line.pieces[0]?.height ?? 0);
  if (topOf(row) - topOf(line) > height * sameRowEms) return false;
  const space = height * touchingEms;
  return line.pieces.every(({ from, to }) =>
    row.pieces.every((piece) => piece.to < from + space || piece.from > to - space),
  );
}

function areColumns(rows: readonly Line[]): boolean {
  const beside = rows.filter((row) => cellsOf(row).filter(({ text }) => text.length >= proseCharacters).length > 1);
  return beside.length > rows.length * proseShare;
}

/** Pieces from left to right, with white space before those where a line began that doesn't touch. */
function besideEachOther(pieces: readonly Piece[], starts: ReadonlySet<Piece | undefined>): Piece[] {
  const ordered = fromLeft(pieces);
  return ordered.map((piece, at) => {
    const before = ordered[at - 1];
    const isTouching = before === undefined || Math.abs(piece.from - before.to) < piece.height * touchingEms;
    return starts.has(piece) ? { ...piece, isSpaced: !isTouching } : piece;
  });
}
