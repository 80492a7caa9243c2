import type { Declarations } from "#workers/documents/html/css/declarations.ts";
import type { PaintReader } from "#workers/documents/html/find-hidden.ts";

const initial = {
  color: "black",
  fill: "black",
  "fill-opacity": "1",
  stroke: "none",
  "stroke-opacity": "1",
  "stroke-width": "1",
} as const;
type PaintProperty = keyof typeof initial;

/** What letters are painted with: in HTML their colour, in a drawing what fills them and their outlines. */
export type PaintedWith = Readonly<Record<PaintProperty, string>>;
export const initialPaint: PaintedWith = initial;
export const paintProperties = Object.keys(initial) as readonly PaintProperty[];

/** What letters inside an element are painted with. */
export function paintInside(styled: Declarations, around: PaintedWith): PaintedWith {
  const own = paintProperties.flatMap((property) => {
    const value = styled.get(property);
    return value === undefined || /^(?:inherit|unset)$/.test(value) ? [] : [[property, value] as const];
  });
  return own.length === 0 ? around : { ...around, ...Object.fromEntries(own) };
}

/** Whether letters of a drawing leave a trace. */
export function isPainted(paint: PaintedWith, readPaint: PaintReader): boolean {
  const isFilled = !isNothing(paint["fill-opacity"]) && isPaint(paint.fill, paint.color, readPaint);
  const isOutlined = ![paint["stroke-opacity"], paint["stroke-width"]].some(isNothing);
  return isFilled || (isOutlined && isPaint(paint.stroke, paint.color, readPaint));
}

/** Whether a value of `color`, `fill` or `stroke` is more than transparent. */
export function isPaint(value: string, color: string, readPaint: PaintReader): boolean {
  const paint = value === "currentcolor" ? color : value;
  return paint !== "none" && readPaint(paint)?.alpha !== 0;
}

const isNothing = (amount: string) => Number.parseFloat(amount) <= 0;
