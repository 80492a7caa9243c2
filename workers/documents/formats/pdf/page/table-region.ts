import { isLeader, textOfPieces } from "./line-text.ts";
import { fromLeft, isTurned, type Line, type Piece } from "./lines.ts";

/** Lines of which the cells stand in columns, and these. */
export interface TableRegion {
  /** How many of the lines belong to it, from the first on. */
  lines: number;
  columns: readonly Column[];
  /** The cells of each of its lines, with their place across. */
  cells: readonly { at: number; cells: readonly Cell[] }[];
}

/** Rows that are further apart than so many heights of their text belong to different tables. */
const maxRowGap = 4;
/** Multiple of the gaps before that parts tables, too; for a line with one cell, as of headings, less will do. */
const widerGap = { ofRow: 2.5, ofSingle: 1.7 };
/** How many times larger the text of a heading is. */
const largerText = 1.1;
/** Lines of one cell that are closer, in heights of the text, continue it. */
const closeGap = 1.4;
/** How far above the first entry of a column the head of another one may stand, in heights of the text. */
export const headEms = 2.2;
/** The least gap between columns, in heights of the text. */
const gutterEms = 0.3;
/** Lines of one table, and its columns. */
const maxLines = 400;
const maxColumns = 40;

/** What a region has so far. */
interface Growth {
  found: { at: number; cells: Cell[]; gap: number }[];
  columns: Column[];
  lowest: number;
  widestGap: number;
}

/**
 * The lines from one on whose cells stand in the columns of those before, in any order of rows and columns: programs
 * write tables row by row, cell by cell, or column by column. One line that spans columns may stand between two others.
 */
export function growRegion(lines: readonly Line[], start: number): TableRegion {
  const first = lines[start];
  const top = first?.pieces[0];
  const growth: Growth = { found: [], columns: [], lowest: Number.POSITIVE_INFINITY, widestGap: 0 };
  let kept = 0;
  let isSpanned = false;
  for (let at = start; at < lines.length && growth.found.length < maxLines; at += 1) {
    const line = lines[at];
    const [piece] = line?.pieces ?? [];
    if (line === undefined || first === undefined || top === undefined || piece === undefined) break;
    // What stands above the first line, and is not the head of another column, is no part of the table.
    if (line.isVertical || isTurned(line, first) || piece.at > top.at + top.height * headEms) break;
    const cells = cellsOf(line, growth.columns);
    const gap = growth.lowest === Number.POSITIVE_INFINITY ? 0 : (growth.lowest - piece.at) / piece.height;
    if (isTooFar(gap, cells.length, growth.widestGap)) break;
    if (gap > 0 && isHeading(cells, growth)) break;
    const wider = columnsWith(growth.columns, cells);
    if (wider === undefined && (cells.length > 1 || isSpanned)) break;
    isSpanned = wider === undefined;
    growth.columns = wider ?? growth.columns;
    growth.found.push({ at: piece.at, cells, gap });
    growth.lowest = Math.min(growth.lowest, piece.at);
    growth.widestGap = Math.max(growth.widestGap, gap);
    if (!isSpanned && (cells.length > 1 || gap < closeGap)) kept = growth.found.length;
  }
  const cells = growth.found.slice(0, kept);
  return { lines: kept, columns: growth.columns.flatMap((column) => partsOf(column, cells)), cells };
}

/** The columns into which most lines divide one that another line spans, such as by the head of them all. */
function partsOf(column: Column, lines: readonly Growth["found"][number][]): Column[] {
  const within = lines
    .map(({ cells }) => cells.filter(({ from, to }) => from >= column.from && to <= column.to))
    .filter(({ length }) => length > 0);
  // A currency stands apart from its sum, and in its cell.
  const divided = within.filter((cells) => cells.filter(({ text }) => /[\p{L}\p{N}]/u.test(text)).length > 1);
  if (divided.length < 2 || divided.length <= within.length / 2) return [column];
  const parts = divided.reduce<Column[]>((found, cells) => columnsWith(found, cells) ?? found, []);
  return parts.length > 1 && parts.length <= maxColumns ? parts : [column];
}

/** Whether cells are one alone, in larger letters than what stands above. */
function isHeading([cell, other]: readonly Cell[], { found }: Growth): boolean {
  const before = found.at(-1)?.cells[0]?.height ?? Number.POSITIVE_INFINITY;
  return cell !== undefined && other === undefined && cell.height > before * largerText;
}

function isTooFar(gap: number, cells: number, widestGap: number): boolean {
  if (gap > maxRowGap) return true;
  return widestGap > 0 && gap > widestGap * (cells > 1 ? widerGap.ofRow : widerGap.ofSingle);
}

/** The columns with these cells in them. Undefined where a cell spans several. */
function columnsWith(columns: readonly Column[], cells: readonly Cell[]): Column[] | undefined {
  const wider = columns.map((column) => ({ ...column }));
  for (const { from, to, height } of cells) {
    const space = height * gutterEms;
    const touched = wider.filter((column) => from < column.to + space && to > column.from - space);
    const [own] = touched;
    if (touched.length > 1 || wider.length > maxColumns) return undefined;
    if (own === undefined) wider.push({ from, to });
    else {
      own.from = Math.min(own.from, from);
      own.to = Math.max(own.to, to);
    }
  }
  return fromLeft(wider);
}

/** The number of the column that a cell stands in: of one that spans several, where it begins. */
export function columnOf(columns: readonly Column[], { from }: Cell): number {
  const at = columns.findIndex((column) => from <= column.to);
  return at === -1 ? columns.length - 1 : at;
}

/** Text that wide gaps separate from what else is on its line. */
export interface Cell {
  text: string;
  from: number;
  to: number;
  height: number;
}

/** An interval along the line. */
interface Column {
  from: number;
  to: number;
}

/** A gap that many times the height of the text separates cells. */
const gapEms = 1;
/** Between columns that other lines have, less is enough: pdf.js makes one piece of what is closer. */
const knownGapEms = 0.3;

/** The cells of a line by their places. `columns` are those of the lines before. */
export function cellsOf({ pieces }: Line, columns: readonly Column[] = []): Cell[] {
  const groups: Piece[][] = [];
  let end = 0;
  for (const piece of fromLeft(pieces)) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && !isParted(last, piece, { end, columns })) group.push(piece);
    else groups.push([piece]);
    end = last === undefined ? piece.to : Math.max(end, piece.to);
  }
  return groups.map((group) => ({
    text: textOfPieces(group).trim(),
    from: group[0]?.from ?? 0,
    to: group.reduce((most, { to }) => Math.max(most, to), Number.NEGATIVE_INFINITY),
    height: group.reduce((most, { height }) => Math.max(most, height), 0),
  }));
}

function isParted(last: Piece, piece: Piece, { end, columns }: { end: number; columns: readonly Column[] }): boolean {
  if (isLeader(last) || isLeader(piece)) return false;
  const height = Math.max(last.height, piece.height);
  const gap = piece.from - end;
  if (gap > height * gapEms) return true;
  if (gap < height * knownGapEms) return false;
  // A gap between columns lies where one of them ends before, and the next begins behind.
  return columns.some(({ to }, at) => to <= end + 1 && (columns[at + 1]?.from ?? Number.NEGATIVE_INFINITY) >= end);
}
