/** What is read of a text item of pdf.js. */
export interface TextItem {
  str: string;
  dir: string;
  hasEOL: boolean;
  width: number;
  height: number;
  /** Matrix whose first two numbers are the direction of the text, and the last two the place where it begins. */
  transform: unknown[];
  fontName: string;
}

/** A piece of text of a line, from and to which place along it. */
export interface Piece {
  text: string;
  from: number;
  to: number;
  /** How far above the origin it stands, across the line. */
  at: number;
  height: number;
  isRightToLeft: boolean;
  /** Whether white space separates it from the piece before, in the order of the document. */
  isSpaced: boolean;
}

/** Pieces that stand on one line and follow each other in the document. At least one. */
export interface Line {
  pieces: Piece[];
  /** The direction of its text: a vector of length 1. */
  direction: readonly [x: number, y: number];
  /** Whether its text runs from top to bottom, so that the places of its pieces say nothing. */
  isVertical: boolean;
}

/** Height where none is known. */
const usualHeight = 10;
/** What stands further above or below, in heights of the text, is on another line: raised figures are nearer. */
const sameLineEms = 1;
/** Overlap with the line's last piece beyond which a piece is on another line, too: it stands over or below one. */
const overlappingEms = 0.5;

/** The text items of a page as lines, in document order. */
export function linesOf(items: readonly TextItem[], readable: (item: TextItem) => string): Line[] {
  const lines: Line[] = [];
  let line: Line | undefined;
  let isSpaced = false;
  for (const item of items) {
    if (item.str.trim() !== "") {
      if (line === undefined || isElsewhere(line, item)) {
        line = { pieces: [], direction: directionOf(item), isVertical: item.dir === "ttb" };
        lines.push(line);
      }
      const { along, across } = placeOn(line.direction, Number(item.transform[4]), Number(item.transform[5]));
      line.pieces.push({
        text: readable(item),
        from: along,
        to: along + item.width,
        at: across,
        height: item.height || usualHeight,
        isRightToLeft: item.dir === "rtl",
        isSpaced: isSpaced && line.pieces.length > 0,
      });
      isSpaced = false;
    } else if (item.str !== "") isSpaced = true;
    if (!item.hasEOL) continue;
    line = undefined;
    isSpaced = false;
  }
  return lines;
}

/** Whether an item is above or below a line, of which pdf.js does not always tell the end. */
function isElsewhere({ pieces, direction, isVertical }: Line, { transform, width, height, dir }: TextItem): boolean {
  const last = pieces.at(-1);
  if (last === undefined || isVertical || dir === "ttb") return false;
  const { along, across } = placeOn(direction, Number(transform[4]), Number(transform[5]));
  const most = Math.max(last.height, height || usualHeight);
  const [apart, half] = [Math.abs(across - last.at), most / 2];
  if (apart <= most * overlappingEms || along < last.to - half) return apart > most * overlappingEms;
  return apart > most * sameLineEms || pieces.some(({ from, to }) => along < to - half && along + width > from + half);
}

/** Whether a line runs in another direction than another one. */
export function isTurned({ direction: [x, y] }: Line, { direction }: Line): boolean {
  return Math.abs(direction[0] - x) + Math.abs(direction[1] - y) > 0.01;
}

/** How far above the origin a line begins. */
export const topOf = ({ pieces }: Line) => pieces[0]?.at ?? 0;

export const fromLeft = <Placed extends { from: number }>(placed: readonly Placed[]) =>
  placed.toSorted((one, other) => one.from - other.from);

function directionOf({ transform: [a, b] }: TextItem): Line["direction"] {
  const [x, y] = [Number(a), Number(b)];
  const length = Math.hypot(x, y);
  return length > 0 && Number.isFinite(length) ? [x / length, y / length] : [1, 0];
}

/** A place on the page as one along and one across a line. */
export function placeOn(direction: Line["direction"], x: number, y: number): { along: number; across: number } {
  const [dx, dy] = direction;
  return { along: x * dx + y * dy, across: y * dx - x * dy };
}
