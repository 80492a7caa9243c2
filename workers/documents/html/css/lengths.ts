import type { Declarations } from "./declarations.ts";

/** Pixels per unit; for units that depend on fonts or the window, approximate values. */
const pixelsPerUnit = new Map(
  Object.entries({
    ...{ "": 1, px: 1, pt: 4 / 3, pc: 16, in: 96, cm: 96 / 2.54, mm: 96 / 25.4 },
    ...{ em: 16, rem: 16, ex: 8, ch: 8, vw: 14, vh: 9, "%": 10 },
  }),
);

/** Units of font sizes relative to the parent's font size, as a share of it. */
const shareOfParent = new Map(Object.entries({ em: 1, ex: 0.5, ch: 0.5, "%": 0.01 }));

/** Pixels. Text of one pixel or one point can't be read. */
const maxTinySize = 4 / 3;

/** The initial font size of browsers in pixels. */
export const initialFontSize = 16;

/** A CSS length in pixels, approximately; undefined for an invalid length or unknown unit. */
export function pixelsOf(length: string | undefined): number | undefined {
  const { number, unit } = partsOf(length) ?? {};
  const factor = pixelsPerUnit.get(unit ?? "");
  return number === undefined || factor === undefined ? undefined : number * factor;
}

/** Whether a height or width leaves no room for text. */
export function isNoRoom(length: string | undefined): boolean {
  const { number, unit } = partsOf(length) ?? {};
  if (number === undefined || unit === undefined || !pixelsPerUnit.has(unit)) return false;
  return number === 0 || (number > 0 && number <= 1 && (unit === "px" || unit === "pt"));
}

/**
 * The font size of an element in pixels, approximately, from its declaration and its parent's font size. A share of a
 * tiny size is tiny; a share of a readable size counts as readable, since browsers enforce a minimum. So does a size
 * that can't be computed.
 */
export function fontSizeOf(size: string | undefined, parentSize: number): number {
  if (size === undefined) return parentSize;
  if (/^(?:initial|medium|(?:x{1,3}-)?(?:small|large))$/.test(size) || size.includes("(")) return initialFontSize;
  const { number, unit } = partsOf(size) ?? {};
  if (number === undefined) return /^[\d.]/.test(size) ? initialFontSize : parentSize;
  if (number < 0) return parentSize;
  // Numbers without a unit are pixels in quirks mode, invalid otherwise.
  if (unit === "" && number > 0) return initialFontSize;
  const share = shareOfParent.get(unit ?? "");
  if (share === undefined) return pixelsOf(size) ?? initialFontSize;
  return number > 0 && !isTiny(parentSize) ? parentSize : parentSize * number * share;
}

/** Whether text of a font size, in pixels, can't be read. */
export function isTiny(fontSize: number): boolean {
  return fontSize <= maxTinySize;
}

/** How far margin and padding move the content inwards, in pixels, approximately; negative = outwards. */
export function insetOf(styled: Declarations, side: "left" | "top"): number {
  return (pixelsOf(styled.get(`margin-${side}`)) ?? 0) + (pixelsOf(styled.get(`padding-${side}`)) ?? 0);
}

function partsOf(length: string | undefined): { number: number; unit: string } | undefined {
  const [, number, unit] = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)([a-z]*|%)$/.exec(length ?? "") ?? [];
  return number === undefined || unit === undefined ? undefined : { number: Math.min(Number(number), 1e9), unit };
}
