import type { Line, Piece } from "./lines.ts";
import { cellsOf } from "./table-region.ts";

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
  const level = lines.filter((line) => isLevel(line, first));
  const rows: Line[] = [];
  for (const line of level.toSorted((one, other) => topOf(other) - topOf(one))) {
    const last = rows.at(-1);
    if (last !== undefined && isBeside(last, line)) last.pieces.push(...line.pieces);
    else rows.push({ ...line, pieces: [...line.pieces] });
  }
  if (areColumns(rows)) return lines;
  const starts = new Set(level.map(({ pieces: [piece] }) => piece));
  for (const row of rows) row.pieces = besideEachOther(row.pieces, starts);
  return [...rows, ...lines.filter((line) => !isLevel(line, first))];
}

const topOf = ({ pieces }: Line) => pieces[0]?.at ?? 0;

function isLevel({ direction: [x, y], isVertical }: Line, { direction }: Line): boolean {
  return !isVertical && Math.abs(direction[0] - x) + Math.abs(direction[1] - y) < 0.01;
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
  const ordered = pieces.toSorted((one, other) => one.from - other.from);
  return ordered.map((piece, at) => {
    const before = ordered[at - 1];
    const isTouching = before === undefined || Math.abs(piece.from - before.to) < piece.height * touchingEms;
    return starts.has(piece) ? { ...piece, isSpaced: !isTouching } : piece;
  });
}
