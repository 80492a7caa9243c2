import { joinLines } from "#workers/documents/text/reading.ts";

/**
 * A Markdown table; its first row is the head. Cells are one line each, and no cell can end its own early. Rows are
 * as long as what they say, so one wide row doesn't make all of them wide.
 */
export function markdownTable(rows: readonly (readonly string[])[], minColumns = 0): string {
  const columns = rows.reduce((most, row) => Math.max(most, row.length), minColumns);
  const [head = [], ...rest] = rows;
  const wholeHead = Array.from({ length: columns }, (_, at) => head[at] ?? "");
  return [markdownLine(wholeHead), `|${" --- |".repeat(columns)}`, ...rest.map(markdownRow)].join("\n");
}

/** One row below the head, without empty cells at its end. */
export function markdownRow(cells: readonly string[]): string {
  return markdownLine(cells.slice(0, cells.findLastIndex((text) => text !== "") + 1));
}

function markdownLine(cells: readonly string[]): string {
  return `| ${cells.map(cellText).join(" | ")} |`;
}

function cellText(text: string): string {
  return joinLines(text.trim()).replaceAll("|", "\\|");
}
