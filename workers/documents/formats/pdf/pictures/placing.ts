/** How a picture is turned on a page: first mirrored at its vertical axis, then turned to the right. */
export interface Placing {
  isMirrored: boolean;
  /** A multiple of 90. */
  degrees: number;
}

/** A transformation of PDF (ISO 32000-1, 8.3.4): where the axes point, and an offset, which doesn't matter here. */
type Axes = readonly [number, number, number, number];

/** `OPS` of pdf.js. A form has a transformation of its own, until its end. */
const [save, restore, transform, beginForm, endForm] = [10, 11, 12, 74, 75];
const upright: Axes = [1, 0, 0, 1];

/** Follows the operators of a page, and tells how a picture is turned that one of them paints. */
export function followPlacing(): { follow(operator: number, args: unknown): void; placing(): Placing } {
  const stack: Axes[] = [];
  let axes = upright;

  function turn(by: unknown): void {
    const matrix = Array.isArray(by) || ArrayBuffer.isView(by) ? Array.from(by as ArrayLike<number>) : [];
    if (matrix.length !== 6 || !matrix.every(Number.isFinite)) return;
    const [a = 1, b = 0, c = 0, d = 1] = matrix;
    const [e, f, g, h] = axes;
    axes = [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
  }

  return {
    follow(operator, args) {
      if (operator === save || operator === beginForm) stack.push(axes);
      if (operator === restore || operator === endForm) axes = stack.pop() ?? upright;
      if (operator === transform) turn(args);
      if (operator === beginForm) turn(Array.isArray(args) ? args[0] : undefined);
    },
    placing() {
      const [a, b, c, d] = axes;
      const isMirrored = a * d - b * c < 0;
      const sign = isMirrored ? -1 : 1;
      const toTheLeft = Math.round(Math.atan2(sign * b, sign * a) / (Math.PI / 2)) * 90;
      return { isMirrored, degrees: (360 - toTheLeft) % 360 };
    },
  };
}
