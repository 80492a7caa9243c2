import type { Added, Rectangle } from "#workers/documents/formats/pdf/annotations.ts";
import { type Line, type Piece, placeOn } from "./lines.ts";

/** How far below a field's edge the text beside it may stand, and how far above it a label, in heights of the text. */
const belowEms = 0.35;
const aboveEms = 2.2;
/** Pieces of text that are looked at for a field. A page has some hundreds. */
const maxPieces = 5_000;
const endOfLabel = /[:?]\s*$/;

/** A field's place along and across a line. */
interface Span {
  from: number;
  to: number;
  bottom: number;
  top: number;
}

/** The line of a field's label, the field's place on it, and whether it stands below the label. */
interface Label {
  line: Line;
  span: Span;
  isAbove: boolean;
}

/**
 * Puts form fields into the lines that have their labels: beside them, or above. Gives back what is not placed, such as
 * notes, and fields where no text is near.
 */
export function placeFields(lines: readonly Line[], added: readonly Added[]): Added[] {
  const labels = added.map(({ place }) => (place === undefined ? undefined : nearestLabel(lines, place)));
  const rest: Added[] = [];
  for (const [at, one] of added.entries()) {
    const label = labels[at];
    if (label === undefined) rest.push(one);
    else if (one.value !== "") insert(label, one);
  }
  return rest;
}

function nearestLabel(lines: readonly Line[], place: Rectangle): Label | undefined {
  let nearest: Label | undefined;
  let least = Number.POSITIVE_INFINITY;
  let looks = 0;
  for (const line of lines) {
    if (line.isVertical) continue;
    const span = spanOn(line, place);
    for (const piece of line.pieces) {
      looks += 1;
      const distance = distanceOf(piece, span);
      if (distance >= least) continue;
      least = distance;
      nearest = { line, span, isAbove: piece.at > span.top };
    }
    if (looks > maxPieces) break;
  }
  return nearest;
}

/** How far a field is from a piece that may be its label. Infinite where it can't be. */
function distanceOf(piece: Piece, { from, to, bottom, top }: Span): number {
  const along = Math.max(piece.from - to, from - piece.to, 0);
  if (piece.at >= bottom - piece.height * belowEms && piece.at <= top) return along;
  const above = piece.at - top;
  return above > 0 && above < piece.height * aboveEms && along === 0 ? above : Number.POSITIVE_INFINITY;
}

function spanOn({ direction }: Line, { left, bottom, right, top }: Rectangle): Span {
  const [one, other] = [placeOn(direction, left, bottom), placeOn(direction, right, top)];
  return {
    from: Math.min(one.along, other.along),
    to: Math.max(one.along, other.along),
    bottom: Math.min(one.across, other.across),
    top: Math.max(one.across, other.across),
  };
}

/** Puts a value before the first piece whose middle is behind that of the field. */
function insert({ line: { pieces }, span: { from, to }, isAbove }: Label, { value, isMark }: Added): void {
  const found = pieces.findIndex((piece) => piece.from + piece.to > from + to);
  const at = found === -1 ? pieces.length : found;
  const [beside, before, next] = [pieces[0], pieces[at - 1], pieces[at]];
  if (beside === undefined) return;
  // What stands below its label would else seem to be a part of it.
  const isNamed = isAbove && !isMark && before !== undefined && !endOfLabel.test(before.text);
  pieces.splice(at, 0, {
    text: isNamed ? `: ${value}` : value,
    from,
    to,
    at: beside.at,
    height: beside.height,
    isRightToLeft: pieces.every((piece) => piece.isRightToLeft),
    isSpaced: before !== undefined && !isNamed,
  });
  if (next !== undefined) next.isSpaced = true;
}
