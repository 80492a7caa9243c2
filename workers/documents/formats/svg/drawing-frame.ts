import { attribute, type HtmlElement } from "#workers/documents/html/document-tree.ts";
import type { TextPosition } from "./text-position.ts";

/** Where the numbers of a place are in the drawing: each times its scale, then moved. */
export interface Frame {
  scale: readonly [x: number, y: number];
  move: readonly [x: number, y: number];
}

/** What of a drawing a person sees. */
export interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** How much more may be seen around, where the window has another shape than the drawing. */
  margin: number;
}

/** The frame of the drawing itself. */
export const ownFrame: Frame = { scale: [1, 1], move: [0, 0] };

/** No letter is wider, in font sizes. */
const widestLetter = 1;
/** Text that begins so far left of a drawing or above it is out of sight, however long it is. */
const farAway = 1_000;

const step = /\s*(translate|scale|matrix)\(([^()]*)\)[\s,]*/gy;

/** The frame after a list of transforms. Undefined where they turn or skew, or are not known. */
export function frameInside(transform: string | undefined, { scale, move }: Frame): Frame | undefined {
  if (transform === undefined || transform.trim() === "none") return { scale, move };
  let frame: Frame = { scale, move };
  let end = 0;
  for (const [whole, name, list = ""] of transform.matchAll(step)) {
    const numbers = list
      .trim()
      .split(/[\s,]+/)
      .map(Number.parseFloat);
    const [a = Number.NaN, b, c = 0, d = 0, e = 0, f = 0] = numbers;
    if (numbers.some((number) => !Number.isFinite(number)) || (name === "matrix" && (b !== 0 || c !== 0)))
      return undefined;
    if (name === "translate") frame = within(frame, [1, 1], [a, b ?? 0]);
    else if (name === "scale") frame = within(frame, [a, b ?? a], [0, 0]);
    else frame = within(frame, [a, d], [e, f]);
    end += whole.length;
  }
  return end === transform.length ? frame : undefined;
}

function within({ scale, move }: Frame, ownScale: Frame["scale"], ownMove: Frame["move"]): Frame {
  return {
    scale: [scale[0] * ownScale[0], scale[1] * ownScale[1]],
    move: [move[0] + scale[0] * ownMove[0], move[1] + scale[1] * ownMove[1]],
  };
}

/** The part of a drawing that its own element shows. Undefined where that depends on the window. */
export function boundsOf(drawing: HtmlElement): Bounds | undefined {
  const size = ["width", "height"].map(
    (name) => /^\s*(\d+(?:\.\d+)?)(?:px)?\s*$/.exec(attribute(drawing, name) ?? "")?.[1],
  );
  const [width, height] = size.map(Number);
  const box = (attribute(drawing, "viewBox") ?? "")
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const [left = 0, top = 0, across = width, down = height] = box.length === 4 ? box : [];
  if (!across || !down || ![left, top, across, down].every(Number.isFinite) || across < 0 || down < 0) return undefined;
  const isSameShape =
    width !== undefined && height !== undefined && Math.abs(width * down - height * across) <= across + down;
  const margin = isSameShape ? 0 : Math.max(across, down);
  return { left, top, right: left + across, bottom: top + down, margin };
}

interface DrawnText {
  at: TextPosition;
  frame: Frame;
  bounds: Bounds | undefined;
  /** Undefined for HTML in a drawing, which fills lines of its own. */
  line: { letters: number; fontSize: number } | undefined;
}

/** Whether a person sees nothing of a text because of where it stands. */
export function isOutOfSight({ at, frame, bounds, line }: DrawnText): boolean {
  const x = at.x * frame.scale[0] + frame.move[0];
  const y = at.y === undefined ? undefined : at.y * frame.scale[1] + frame.move[1];
  const { left = 0, top = 0, right = Infinity, bottom = Infinity, margin = 0 } = bounds ?? {};
  if (x <= left - margin - farAway || (y !== undefined && y <= top - margin - farAway)) return true;
  const height = (line?.fontSize ?? 0) * Math.abs(frame.scale[1]);
  const room = margin + height;
  if (x > right + room || (y !== undefined && y > bottom + room)) return true;
  if (line === undefined || bounds === undefined) return false;
  const width = line.letters * line.fontSize * widestLetter * Math.abs(frame.scale[0]);
  return x + width < left - room || (y !== undefined && y < top - room);
}
