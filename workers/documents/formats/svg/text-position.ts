import { attribute, type HtmlElement } from "#workers/documents/html/document-tree.ts";

/** Where the next letter of a text is drawn, as far as its elements say. */
export interface TextPosition {
  x: number;
  /** Undefined after a move whose length depends on the font. */
  y: number | undefined;
  /** Letters since `x`. */
  letters: number;
}

/** No letter is wider, in font sizes. */
const widestLetter = 0.9;

/** The place of a text. */
export function startOf(element: HtmlElement): TextPosition {
  return { x: numberIn(element, "x") ?? 0, y: numberIn(element, "y") ?? 0, letters: 0 };
}

/**
 * Moves to the place of a part of a text, and says what is between it and the part before: a line's end, a space, or
 * nothing, since programs cut words into parts to set the distances of their letters.
 */
export function moveTo(element: HtmlElement, at: TextPosition, fontSize: number): "\n" | " " | "" {
  const [x, y, dy] = (["x", "y", "dy"] as const).map((name) => numberIn(element, name));
  const before = { ...at };
  if (y !== undefined) at.y = y;
  if (dy !== undefined && dy !== 0) at.y = undefined;
  if (x !== undefined) [at.x, at.letters] = [x, 0];
  if (at.y !== before.y || (dy !== undefined && dy !== 0)) return "\n";
  if (x === undefined || before.letters === 0) return "";
  if (x <= before.x) return "\n";
  return x - before.x > before.letters * fontSize * widestLetter ? " " : "";
}

/** The first of several numbers, which are the places of single letters. */
function numberIn(element: HtmlElement, name: string): number | undefined {
  const number = Number.parseFloat(attribute(element, name) ?? "");
  return Number.isFinite(number) ? number : undefined;
}
