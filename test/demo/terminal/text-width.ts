import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import { visibleText } from "#common/terminal.ts";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** One line, as it will be printed. */
const oneLine = (text: string): string => visibleText(text.replaceAll(/\s+/gu, " ").trim());

/** Columns that a text takes in a terminal. */
export const textWidth = (text: string): number => stringWidth(text);

/** The text on one line of at most this many columns; `…` stands for what is cut off. */
export function cut(text: string, columns: number): string {
  const line = oneLine(text);
  if (textWidth(line) <= columns) return line;
  let kept = "";
  for (const { segment } of graphemes.segment(line)) {
    if (textWidth(kept + segment) > columns - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** The same, filled with spaces to exactly this many columns. */
export function padded(text: string, columns: number): string {
  const line = cut(text, columns);
  return line + " ".repeat(Math.max(0, columns - textWidth(line)));
}

/** The text in lines of at most this many columns, broken at spaces, or anywhere in text without spaces. */
export const wrap = (text: string, columns: number): string[] =>
  wrapAnsi(oneLine(text), columns, { hard: true }).split("\n");
