import { joinLines } from "#workers/text/reading.ts";

/**
 * A Markdown table (GFM 4.10) whose first row is the header. Rows end after their last cell with text, so that one wide
 * row does not widen all others.
 */
export function markdownTable(rows: readonly (readonly string[])[], minColumns = 0): string {
  const columns = rows.reduce((most, row) => Math.max(most, row.length), minColumns);
  const [head = [], ...rest] = rows;
  const wholeHead = Array.from({ length: columns }, (_, column) => head[column] ?? "");
  return [markdownLine(wholeHead), tableDivider(columns), ...rest.map(markdownRow)].join("\n");
}

/** A row without empty cells at its end. */
export function markdownRow(cells: readonly string[]): string {
  return markdownLine(cells.slice(0, cells.findLastIndex((text) => text !== "") + 1));
}

/** The row between header and content. */
export function tableDivider(columns: number): string {
  return `|${" --- |".repeat(columns)}`;
}

/** A row with all its cells. Each cell is put on one line, and its `|` escaped. */
export function markdownLine(cells: readonly string[]): string {
  return `| ${cells.map(cellText).join(" | ")} |`;
}

function cellText(text: string): string {
  return joinLines(text.trim()).replaceAll("|", "\\|");
}
