import type { Declarations } from "./declarations.ts";

/** Pixels of a unit; of those that depend on the reader's screen, what they are there about. */
const pixelsPer = new Map([
  ["", 1],
  ["px", 1],
  ["pt", 4 / 3],
  ["pc", 16],
  ["in", 96],
  ["cm", 96 / 2.54],
  ["mm", 96 / 25.4],
  ["em", 16],
  ["rem", 16],
  ["ex", 8],
  ["ch", 8],
  ["vw", 14],
  ["vh", 9],
  ["%", 10],
]);

/** Of the font size around: units of font sizes that follow it. */
const sharePer = new Map([
  ["em", 1],
  ["ex", 0.5],
  ["ch", 0.5],
  ["%", 0.01],
]);

/** In pixels; text of one pixel or one point is a line of dust. */
const tiniest = 4 / 3;

/** The size of text that nobody gave one, in pixels. */
export const usualFontSize = 16;

/** A CSS length in pixels, about; undefined for what is none, and for units that are not known. */
export function pixelsOf(length: string | undefined): number | undefined {
  const { number, unit } = partsOf(length) ?? {};
  const factor = pixelsPer.get(unit ?? "");
  return number === undefined || factor === undefined ? undefined : number * factor;
}

/** Whether a height or width leaves no room for text. */
export function isNothing(length: string | undefined): boolean {
  const { number, unit } = partsOf(length) ?? {};
  if (number === undefined || unit === undefined || !pixelsPer.has(unit)) return false;
  return number === 0 || (number > 0 && number <= 1 && (unit === "px" || unit === "pt"));
}

/**
 * What a font size makes of the one around it, in pixels, about. A share of nothing stays nothing; a share of a size
 * that can be read counts as readable, as browsers keep it, and so does what depends on things that are not known.
 */
export function fontSizeOf(size: string | undefined, around: number): number {
  if (size === undefined) return around;
  if (/^(?:initial|medium|(?:x{1,3}-)?(?:small|large))$/.test(size) || size.includes("(")) return usualFontSize;
  const { number, unit } = partsOf(size) ?? {};
  if (number === undefined) return /^[\d.]/.test(size) ? usualFontSize : around;
  if (number < 0) return around;
  // Pixels to some browsers, and nothing to others.
  if (unit === "" && number > 0) return usualFontSize;
  const share = sharePer.get(unit ?? "");
  if (share === undefined) return pixelsOf(size) ?? usualFontSize;
  return number > 0 && !isTiny(around) ? around : around * number * share;
}

/** Whether text of so many pixels can't be read. */
export function isTiny(fontSize: number): boolean {
  return fontSize <= tiniest;
}

/** How far the content is moved in from a side, in pixels, about; negative = out. */
export function insetOf(styled: Declarations, side: "left" | "top"): number {
  return (pixelsOf(styled.get(`margin-${side}`)) ?? 0) + (pixelsOf(styled.get(`padding-${side}`)) ?? 0);
}

function partsOf(length: string | undefined): { number: number; unit: string } | undefined {
  const [, number, unit] = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)([a-z]*|%)$/.exec(length ?? "") ?? [];
  return number === undefined || unit === undefined ? undefined : { number: Math.min(Number(number), 1e9), unit };
}
