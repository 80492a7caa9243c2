import { isLeader, textOfPieces } from "./line-text.ts";
import type { Line, Piece } from "./lines.ts";

/** Text that wide gaps separate from what else is on its line. */
export interface Cell {
  text: string;
  from: number;
  to: number;
  height: number;
}

/** An interval along the line. */
export interface Column {
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
  for (const piece of pieces.toSorted((one, other) => one.from - other.from)) {
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
  // In a gap between columns: one of them ends before, and the next begins behind.
  return columns.some(({ to }, at) => to <= end + 1 && (columns[at + 1]?.from ?? Number.NEGATIVE_INFINITY) >= end);
}
