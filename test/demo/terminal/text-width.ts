import { visibleText } from "#common/terminal.ts";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** East Asian Wide and Fullwidth (Unicode TR 11), and pictures: terminals give each two columns. */
const wideRanges = [
  "\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\u33ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua000-\\ua4cf\\uac00-\\ud7a3",
  "\\uf900-\\ufaff\\ufe30-\\ufe6f\\uff00-\\uff60\\uffe0-\\uffe6",
  "\\u{1f300}-\\u{1f64f}\\u{1f680}-\\u{1f6ff}\\u{1f900}-\\u{1f9ff}\\u{20000}-\\u{3fffd}",
];
const wide = new RegExp(`^[${wideRanges.join("")}]`, "u");
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]/u;

/** The sound marks of half-width Katakana belong to the letter before them, but have a column of their own. */
const soundMarks = /[\uff9e\uff9f]/gu;

function widthOf(grapheme: string): number {
  const base = wide.test(grapheme) ? 2 : invisible.test(grapheme) ? 0 : 1;
  return base + (grapheme.slice(1).match(soundMarks)?.length ?? 0);
}

/** One line, as it will be printed. */
const oneLine = (text: string): string => visibleText(text.replaceAll(/\s+/gu, " ").trim());

const split = (text: string): string[] => Array.from(graphemes.segment(text), ({ segment }) => segment);

/** Columns that a text takes in a terminal. */
export function textWidth(text: string): number {
  return split(text).reduce((sum, grapheme) => sum + widthOf(grapheme), 0);
}

/** The text on one line of at most this many columns; `…` stands for what is cut off. */
export function cut(text: string, columns: number): string {
  const line = oneLine(text);
  if (textWidth(line) <= columns) return line;
  let kept = "";
  let width = 0;
  for (const grapheme of split(line)) {
    width += widthOf(grapheme);
    if (width > columns - 1) break;
    kept += grapheme;
  }
  return `${kept.trimEnd()}…`;
}

/** The same, filled with spaces to exactly this many columns. */
export function padded(text: string, columns: number): string {
  const line = cut(text, columns);
  return line + " ".repeat(Math.max(0, columns - textWidth(line)));
}

/** The text in lines of at most this many columns, broken at spaces, or anywhere in text without spaces. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of oneLine(text).split(" ")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (textWidth(joined) <= columns) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    line = "";
    for (const grapheme of split(word)) {
      if (textWidth(line) + widthOf(grapheme) > columns) {
        lines.push(line);
        line = "";
      }
      line += grapheme;
    }
  }
  return [...lines, line];
}
