import { undecodedMark, undecodedRun } from "./letters.ts";
import type { Line, Piece } from "./lines.ts";
import { inReadingOrder } from "./reading-order.ts";

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
