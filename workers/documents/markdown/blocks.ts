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
  return `| ${cells.map((text) => joinLines(text.trim()).replaceAll("|", "\\|")).join(" | ")} |`;
}

/** A part of a Markdown text on lines of its own, such as a paragraph or list item. */
export interface Block {
  text: string;
  /** Whether blank lines separate it from its neighbours. */
  isLoose: boolean;
}

/** Joins blocks, with a blank line between two if either is loose. */
export function joinBlocks(blocks: readonly Block[]): string {
  const parts: string[] = [];
  let last: Block | undefined;
  for (const block of blocks) {
    if (block.text === "") continue;
    if (last) parts.push(last.isLoose || block.isLoose ? "\n\n" : "\n");
    parts.push(block.text);
    last = block;
  }
  return parts.join("");
}

/** Appends blocks. `push(...blocks)` would overflow the stack with more than about 100,000. */
export function appendBlocks(target: Block[], blocks: readonly Block[]): void {
  for (const block of blocks) target.push(block);
}

/** A fenced code block, with a fence that does not occur in the code. */
export function fencedCode(code: string, language = ""): string {
  const ticks = "`".repeat(Math.max(3, longestRun(code) + 1));
  return `${ticks}${language}\n${code.replace(/^\n/, "").trimEnd()}\n${ticks}`;
}

/** The length of the longest run of backticks. */
export function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
