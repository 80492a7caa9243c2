/** The size in a `font` declaration, if it is given as a length. */
export function sizeInShorthand(font: string | undefined): string | undefined {
  return /(?:^|\s)(\d*\.?\d+(?:px|pt|em|rem|%))/.exec(font ?? "")?.[1];
}

/** Whether a CSS length is 0, or at most `pixels`. */
export function isNothing(length: string | undefined, pixels: number): boolean {
  const [, number, unit] = /^(\d*\.?\d+)\s*(px|pt|em|rem|%|vw|vh)?$/.exec(length ?? "") ?? [];
  if (number === undefined) return false;
  return Number(number) === 0 || (Number(number) <= pixels && (unit === "px" || unit === "pt"));
}
