import { undecodedMark, undecodedRun } from "./letters.ts";
import { fromLeft, type Line, type Piece } from "./lines.ts";

/** A gap that many times the height of the text is kept as two spaces: columns that are no table, a form's blanks. */
const wideEms = 1.5;
/** Between a heading and its page number. */
const leader = /^[\s.·…_]+$/;

/** The text of a line in the order of reading. */
export function lineText({ pieces, isVertical }: Line): string {
  return textOfPieces(pieces, isVertical ? Number.POSITIVE_INFINITY : wideEms).replace(undecodedRun, undecodedMark);
}

/** The text of pieces, with two spaces for gaps of more than so many times the height of the text. */
export function textOfPieces(pieces: readonly Piece[], wide = Number.POSITIVE_INFINITY): string {
  let text = "";
  let before: Piece | undefined;
  for (const { piece, gap, isSpaced } of inReadingOrder(pieces)) {
    if (before !== undefined) text += isWide(before, piece, gap, wide) ? "  " : isSpaced ? " " : "";
    text += piece.text;
    before = piece;
  }
  return text;
}

function isWide(before: Piece, piece: Piece, gap: number, wide: number): boolean {
  if (gap <= Math.max(before.height, piece.height) * wide) return false;
  return !leader.test(before.text) && !leader.test(piece.text);
}

/** Whether a piece only leads the eye to the next one. */
export function isLeader({ text }: Piece): boolean {
  return leader.test(text);
}

/** A piece in the order of reading, and how far it stands from the one before. */
interface PlacedPiece {
  piece: Piece;
  gap: number;
  isSpaced: boolean;
}

/** Pieces of one direction that stand side by side. */
interface Run {
  isRightToLeft: boolean;
  pieces: Piece[];
}

/** A wider gap between two pieces of a line from right to left is a space, by pdf.js' own measure. */
const spaceEms = 0.1;
const letter = /[\p{L}\p{N}]/u;

/** Pieces that overlap by more, in heights of their text, are no pieces of one line. */
const overlapEms = 0.7;

/**
 * The pieces of a line in the order of reading. Lines from left to right are left as the document has them, unless it
 * goes back in one, as for the dots of a table of contents; where something is written from right to left, places
 * decide: pdf.js puts only the letters within a piece in order.
 */
function inReadingOrder(pieces: readonly Piece[]): PlacedPiece[] {
  if (!pieces.some((piece) => piece.isRightToLeft)) {
    const goesBack = pieces.some((piece, at) => isBehind(piece, pieces[at - 1]));
    const sorted = goesBack ? fromLeft(pieces) : [];
    const isLine = goesBack && sorted.every((piece, at) => !overlaps(piece, sorted[at - 1]));
    return isLine ? inRun({ isRightToLeft: false, pieces: sorted }, 0) : inDocumentOrder(pieces);
  }
  const isRightToLeft = isReadFromRight(pieces);
  const runs = runsOf(fromLeft(pieces), isRightToLeft);
  const ordered = isRightToLeft ? runs.toReversed() : runs;
  return ordered.flatMap((run, at) => {
    const before = ordered[at - 1];
    return inRun(run, before === undefined ? 0 : distance(extentOf(before), extentOf(run)));
  });
}

/** Whether pieces are read from right to left as a whole: such lines often have names and numbers of the other kind. */
export function isReadFromRight(pieces: readonly Piece[]): boolean {
  let [right, left] = [0, 0];
  for (const { text, isRightToLeft } of pieces) {
    if (isRightToLeft) right += text.length;
    else if (letter.test(text)) left += text.length;
  }
  return right > 0 && right >= left / 2;
}

function isBehind(piece: Piece, before: Piece | undefined): boolean {
  return before !== undefined && piece.from < before.from - piece.height;
}

function overlaps(piece: Piece, before: Piece | undefined): boolean {
  return before !== undefined && piece.from < before.to - piece.height * overlapEms;
}

function inDocumentOrder(pieces: readonly Piece[]): PlacedPiece[] {
  return pieces.map((piece, at) => {
    const before = pieces[at - 1];
    const isSpaced = piece.isSpaced || isBehind(piece, before);
    return { piece, gap: before === undefined ? 0 : piece.from - before.to, isSpaced };
  });
}

/** Pieces without letters, such as brackets, belong to the run around them, otherwise to the line's direction. */
function runsOf(pieces: readonly Piece[], isLineFromRight: boolean): Run[] {
  const own = pieces.map(({ text, isRightToLeft }) => (isRightToLeft || letter.test(text) ? isRightToLeft : undefined));
  const after: (boolean | undefined)[] = [];
  for (let at = own.length - 1; at >= 0; at -= 1) after[at] = own[at] ?? after[at + 1];
  const runs: Run[] = [];
  let before: boolean | undefined;
  for (const [at, piece] of pieces.entries()) {
    const around = before === after[at] ? before : isLineFromRight;
    const isRightToLeft = own[at] ?? around ?? isLineFromRight;
    before = own[at] ?? before;
    const last = runs.at(-1);
    if (last?.isRightToLeft === isRightToLeft) last.pieces.push(piece);
    else runs.push({ isRightToLeft, pieces: [piece] });
  }
  return runs;
}

function inRun({ isRightToLeft, pieces }: Run, firstGap: number): PlacedPiece[] {
  const ordered = isRightToLeft ? pieces.toReversed() : pieces;
  return ordered.map((piece, at) => {
    const before = ordered[at - 1];
    const gap = before === undefined ? firstGap : distance(before, piece);
    return { piece, gap, isSpaced: gap > piece.height * spaceEms };
  });
}

function extentOf({ pieces }: Run): { from: number; to: number } {
  return {
    from: pieces.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY),
    to: pieces.reduce((most, { to }) => Math.max(most, to), Number.NEGATIVE_INFINITY),
  };
}

function distance(one: { from: number; to: number }, other: { from: number; to: number }): number {
  return Math.max(one.from, other.from) - Math.min(one.to, other.to);
}
