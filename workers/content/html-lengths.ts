import type { Declarations } from "./html-declarations.ts";

/** The size in a `font` declaration, if it is given as a length. */
export function sizeInShorthand(font: string | undefined): string | undefined {
  return /(?:^|\s)((?:\d+(?:\.\d+)?|\.\d+)(?:px|pt|em|rem|%))/.exec(font ?? "")?.[1];
}

/** Whether a CSS length is 0, or at most `pixels`. */
export function isNothing(length: string | undefined, pixels: number): boolean {
  const [, number, unit] = /^(\d+(?:\.\d+)?|\.\d+) ?(px|pt|em|rem|%|vw|vh)?$/.exec(length ?? "") ?? [];
  if (number === undefined) return false;
  return Number(number) === 0 || (Number(number) <= pixels && (unit === "px" || unit === "pt"));
}

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

/** A CSS length in pixels, about; undefined for what is none, and for units that are not known. */
export function pixelsOf(length: string | undefined): number | undefined {
  const [, number, unit = ""] =
    /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)([a-z]*|%)(?:\s|$)/.exec(length ?? "") ?? [];
  const factor = pixelsPer.get(unit);
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

/** How far the content is moved in from a side, in pixels, about; negative = out. */
export function insetOf(styled: Declarations, side: "left" | "top"): number {
  return (pixelsOf(styled.get(`margin-${side}`)) ?? 0) + (pixelsOf(styled.get(`padding-${side}`)) ?? 0);
}
