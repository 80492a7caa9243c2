import type { FieldOrNote, Rectangle, TypedText } from "#workers/documents/formats/pdf/annotations.ts";
import { type Line, type Piece, placeOn, topOf } from "./lines.ts";

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

/**
 * Puts form fields into the lines that have their labels: beside them, or above. Gives back what is not placed, such as
 * notes, and fields where no text is near.
 */
export function placeFields(lines: readonly Line[], added: readonly FieldOrNote[]): FieldOrNote[] {
  // All labels are looked for before the first value stands among them.
  const found = added.map((one) => ({ one, label: one.place && nearestLabel(lines, one.place, one.isMark) }));
  for (const { one, label } of found) if (label !== undefined && one.value !== "") insert(label, one);
  return found.filter(({ label }) => label === undefined).map(({ one }) => one);
}

/** Half of the width of a letter is that share of its height, or less. */
const letterEms = 0.5;

/** Lines with the texts that were typed onto the page, on the line where each stands, or on one of its own. */
export function withTyped(lines: readonly Line[], typed: readonly TypedText[]): readonly Line[] {
  const all = [...lines];
  for (const { lines: texts, from, to, at, height } of typed) {
    for (const [index, text] of texts.entries()) {
      const end = Math.min(to, from + text.length * height * letterEms);
      const piece = { text, from, to: end, at: at - index * height, height, isRightToLeft: false, isSpaced: true };
      const level = all.filter(({ isVertical, direction }) => !isVertical && direction[0] > 0.99);
      const beside = level.filter(({ pieces }) => isBeside(pieces, piece)).sort(byDistance(piece))[0];
      const next = beside?.pieces.find((one) => one.from > from);
      if (next !== undefined) next.isSpaced = true;
      if (beside !== undefined)
        beside.pieces.splice(next ? beside.pieces.indexOf(next) : beside.pieces.length, 0, piece);
      else all.splice(placeOf(level, all, piece), 0, { pieces: [piece], direction: [1, 0], isVertical: false });
    }
  }
  return all;
}

/** Whether a piece stands on the line of others, and on none of them. */
function isBeside(pieces: readonly Piece[], piece: Piece): boolean {
  const isOn = pieces.some(({ at, height }) => Math.abs(at - piece.at) < height * belowEms * 2);
  return isOn && pieces.every(({ from, to, height }) => to < piece.from + height || from > piece.to - height);
}

const byDistance = (piece: Piece) => (one: Line, other: Line) => distanceTo(one, piece) - distanceTo(other, piece);

function distanceTo({ pieces }: Line, { from, to }: Piece): number {
  return Math.min(...pieces.map((piece) => Math.max(piece.from - to, from - piece.to, 0)));
}

/** Behind the nearest line above a piece, of those that stand over it if there are any. */
function placeOf(level: readonly Line[], all: readonly Line[], piece: Piece): number {
  const above = level.filter(({ pieces: [first] }) => first !== undefined && first.at > piece.at);
  const over = above.filter((line) => distanceTo(line, piece) === 0);
  const nearest = (over.length > 0 ? over : above).sort((one, other) => topOf(one) - topOf(other))[0];
  return nearest === undefined ? 0 : all.indexOf(nearest) + 1;
}

/** The line of a field's label, the field's place on it, and whether it stands below the label. */
function nearestLabel(lines: readonly Line[], place: Rectangle, isMark: boolean) {
  let nearest: { line: Line; span: Span; isAbove: boolean } | undefined;
  let least = Number.POSITIVE_INFINITY;
  let looks = 0;
  for (const line of lines) {
    if (line.isVertical) continue;
    const span = spanOn(line, place);
    for (const piece of line.pieces) {
      looks += 1;
      const isAbove = piece.at > span.top;
      // The label of a box to tick stands beside it, if anything does.
      const distance = distanceOf(piece, span) + (isMark && isAbove ? maxPieces : 0);
      if (distance >= least) continue;
      least = distance;
      nearest = { line, span, isAbove };
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
function insert(
  { line: { pieces }, span: { from, to }, isAbove }: NonNullable<ReturnType<typeof nearestLabel>>,
  { value, isMark }: FieldOrNote,
): void {
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
